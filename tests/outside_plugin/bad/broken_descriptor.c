/* A descriptor with an id that no one may use, no name, no version and a schema that is not JSON. */
#include <carillon/abi.h>

static const crl_descriptor kDescriptor = {
    sizeof(crl_descriptor), 0, "Bad Id!", CRL_CHANNEL_ID, NULL, NULL, NULL, NULL, NULL, "{\"type\": "};
static const crl_descriptor* const kDescriptors[] = {&kDescriptor};

static crl_status create(const char* id, const crl_doc* config, const void* sink, const crl_instance** out,
                         crl_error* error) {
  (void)id, (void)config, (void)sink, (void)out, (void)error;
  return CRL_E_UNSUPPORTED;
}

static const crl_module kModule = {sizeof(crl_module), CRL_ABI_MAJOR, CRL_ABI_MINOR, 1,
                                   kDescriptors,       NULL,          NULL,          create};
const crl_module* carillon_module_v1(void) { return &kModule; }
