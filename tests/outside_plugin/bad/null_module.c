/* Answers no module at all. */
#include <carillon/abi.h>

const crl_module* carillon_module_v1(void) { return NULL; }
