/* Linked with -z execstack. */
#define ID "bad_stack"
#include "module.h"

static const crl_module kModule = {sizeof kModule, CRL_ABI_MAJOR, CRL_ABI_MINOR, 1,
                                   kDescriptors,   NULL,          NULL,          create};
CRL_EXPORT const crl_module* carillon_module_v1(void) { return &kModule; }
