/* A shared library that has nothing to do with Carillon. */
__attribute__((visibility("default"))) int carillon_something_else(void) { return 1; }
