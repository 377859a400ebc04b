/* Loads, but says at init() that it cannot work here. */
#define ID "bad_init"
#include "module.h"

static crl_status init(const crl_host* host, crl_error* error) {
  static const char kWords[] = "the licence has run out";
  (void)host;
  crl_error out = {sizeof out, CRL_E_AUTH, 0, sizeof kWords - 1, "", ""};
  memcpy(out.message, kWords, sizeof kWords);
  CRL_FILL(error, &out);
  return CRL_E_AUTH;
}

static const crl_module kModule = {sizeof kModule, CRL_ABI_MAJOR, CRL_ABI_MINOR, 1,
                                   kDescriptors,   init,          NULL,          create};
CRL_EXPORT const crl_module* carillon_module_v1(void) { return &kModule; }
