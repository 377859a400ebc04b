/* A module in plain C, which each bad plugin breaks in one place. The schema and the tables are the host's
 * worst case: nothing optional is there. */
#ifndef CARILLON_TESTS_BAD_MODULE_H
#define CARILLON_TESTS_BAD_MODULE_H

#include <stddef.h>

#include <carillon/abi.h>

#ifndef ID
#define ID "bad_plugin"
#endif
#ifndef KIND
#define KIND CRL_CHANNEL_ID
#endif
#ifndef SCHEMA
#define SCHEMA "{\"type\":\"object\"}"
#endif

static const crl_descriptor kDescriptor = {
    sizeof(crl_descriptor), 0, ID, KIND, "A name", "1.0.0", "", "", "", SCHEMA};
static const crl_descriptor* const kDescriptors[] = {&kDescriptor};

static inline crl_status create(const char* id, const crl_doc* config, const void* sink,
                                const crl_instance** out, crl_error* error) {
  (void)id, (void)config, (void)sink, (void)out, (void)error;
  return CRL_E_UNSUPPORTED;
}
#endif
