/* What a plugin file offers: one exported function, static descriptors, and instances with a life cycle. */
#ifndef CARILLON_ABI_MODULE_H
#define CARILLON_ABI_MODULE_H

#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_F_SERIAL 1u /* the host must not run two [worker] calls of one instance at once */

typedef struct crl_descriptor {
  uint32_t size;
  uint32_t flags;
  const char* id;   /* "sms_sim", or reverse DNS for plugins from elsewhere: "com.acme.sms". For ever. */
  const char* kind; /* CRL_CHANNEL_ID, CRL_AI_ID, CRL_SEGOP_ID, CRL_STORAGE_ID, CRL_QUEUE_ID */
  const char *name, *version, *vendor, *license, *description;
  const char* config_schema; /* JSON Schema 2020-12; "default" is applied by the host; secrets are
                                "writeOnly": true */
} crl_descriptor;

/* loaded -> init -> [ create -> start -> (running) -> drain -> stop -> destroy ]* -> deinit.
 * After stop() returns no thread of the instance lives and no callback comes. stop() is safe after a
 * failed start() and when called twice.                                                                 */
typedef struct crl_instance {
  uint32_t size;
  uint32_t reserved;
  void* self;                                               /* the first argument of every call */
  crl_status (*start)(void* self, crl_error* error);        /* [main] */
  void (*drain)(void* self, uint32_t deadline_ms);          /* [main] let what is in flight finish */
  void (*stop)(void* self);                                 /* [main] */
  void (*destroy)(void* self);                              /* [main] */
  crl_status (*health)(void* self, crl_error* error);       /* [any] */
  const void* (*get_interface)(void* self, const char* id); /* [any] the kind's table, or NULL */
} crl_instance;

typedef struct crl_module {
  uint32_t size;
  uint32_t abi_major, abi_minor;
  uint32_t n_descriptors;
  const crl_descriptor* const* descriptors;                   /* constant data, readable before init */
  crl_status (*init)(const crl_host* host, crl_error* error); /* [main] once */
  void (*deinit)(void);                                       /* [main] once */
  /* [main] Makes an instance of descriptor `id`. `config` is validated and has its defaults. `sink` is
   * the host's table of the kind (crl_channel_sink) or NULL; it outlives the instance. */
  crl_status (*create)(const char* id, const crl_doc* config, const void* sink, const crl_instance** out,
                       crl_error* error);
} crl_module;

/* The one symbol that a plugin exports. Pure: static data, nothing allocated. The major is in the name,
 * so that one file may serve two majors. */
#define CRL_ENTRY_NAME "carillon_module_v1"
CRL_EXPORT const crl_module* carillon_module_v1(void);

#ifdef __cplusplus
}
#endif
#endif
