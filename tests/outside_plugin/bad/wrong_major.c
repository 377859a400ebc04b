/* Built for an ABI of the future. */
#include <carillon/abi.h>

static const crl_descriptor kDescriptor = {sizeof(crl_descriptor),
                                           0,
                                           "bad_wrong_major",
                                           CRL_CHANNEL_ID,
                                           "From the future",
                                           "1.0.0",
                                           "",
                                           "",
                                           "",
                                           "{}"};
static const crl_descriptor* const kDescriptors[] = {&kDescriptor};

static crl_status create(const char* id, const crl_doc* config, const void* sink, const crl_instance** out,
                         crl_error* error) {
  (void)id, (void)config, (void)sink, (void)out, (void)error;
  return CRL_E_UNSUPPORTED;
}

static const crl_module kModule = {sizeof(crl_module), 9, 0, 1, kDescriptors, NULL, NULL, create};
const crl_module* carillon_module_v1(void) { return &kModule; }
