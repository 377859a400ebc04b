/* Says that its module table is shorter than any host can use. */
#define ID "bad_small"
#include "module.h"

static const crl_module kModule = {12, CRL_ABI_MAJOR, CRL_ABI_MINOR, 1, kDescriptors, NULL, NULL, create};
CRL_EXPORT const crl_module* carillon_module_v1(void) { return &kModule; }
