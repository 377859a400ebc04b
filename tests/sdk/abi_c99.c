/* The ABI must compile as plain C99, without padding in any struct. Compiling this file is the test. */
#include <carillon/abi.h>

const crl_module* carillon_module_v1(void) { return NULL; }
