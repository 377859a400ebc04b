/* Exports the entry of a later major only. */
__attribute__((visibility("default"))) int carillon_module_v2(void) { return 2; }
