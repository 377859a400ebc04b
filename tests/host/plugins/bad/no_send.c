/* A channel without send(): the descriptor is fine, no instance can be made. */
#define ID "bad_no_send"
#define create unused_create
#include "module.h"
#undef create

static void caps(void* self, crl_channel_caps* out) { (void)self, (void)out; }
static const crl_channel kChannel = {.size = sizeof kChannel, .caps = caps};

static crl_status start(void* self, crl_error* error) { return (void)self, (void)error, CRL_OK; }
static void stop(void* self) { (void)self; }
static const void* get_interface(void* self, const char* id) { return (void)self, (void)id, &kChannel; }
static const crl_instance kInstance = {sizeof kInstance, 0, NULL, start, NULL, stop, stop, NULL,
                                       get_interface};

static crl_status make(const char* id, const crl_doc* config, const void* sink, const crl_instance** out,
                       crl_error* error) {
  (void)id, (void)config, (void)sink, (void)error;
  *out = &kInstance;
  return CRL_OK;
}

static const crl_module kModule = {sizeof kModule, CRL_ABI_MAJOR, CRL_ABI_MINOR, 1,
                                   kDescriptors,   NULL,          NULL,          make};
CRL_EXPORT const crl_module* carillon_module_v1(void) { return &kModule; }
