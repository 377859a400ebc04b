/* Calls a function that nobody has. */
#define ID "bad_undefined"
#include "module.h"

extern int carillon_tests_nobody_has_this(void);
static crl_status init(const crl_host* host, crl_error* error) {
  (void)host, (void)error;
  return carillon_tests_nobody_has_this();
}
static const crl_module kModule = {sizeof kModule, CRL_ABI_MAJOR, CRL_ABI_MINOR, 1,
                                   kDescriptors,   init,          NULL,          create};
CRL_EXPORT const crl_module* carillon_module_v1(void) { return &kModule; }
