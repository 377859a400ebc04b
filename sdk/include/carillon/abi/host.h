/* What the host offers to a plugin: log, clock and optional services by name.
 *
 * The table lives from init() to deinit(). A service that the host lacks is NULL; a plugin degrades or
 * refuses to start with a message that names the service.                                               */
#ifndef CARILLON_ABI_HOST_H
#define CARILLON_ABI_HOST_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_LOG_DEBUG 1
#define CRL_LOG_INFO 2
#define CRL_LOG_WARN 3
#define CRL_LOG_ERROR 4

typedef struct crl_host {
  uint32_t size;
  uint32_t abi_major, abi_minor;
  uint32_t reserved;
  void* ctx; /* the first argument of every call below and of every service */
  crl_str name, version;
  /* [any] Structured; fields become keys of the log line. Never log a secret. */
  void (*log)(void* ctx, int32_t level, crl_str message, const crl_kv* fields, uint32_t n_fields);
  /* [any] Wall clock, microseconds since 1970 UTC. Tests move it. */
  int64_t (*now_us)(void* ctx);
  /* [any] A service table by id, or NULL. Lives until deinit(). */
  const void* (*get_service)(void* ctx, const char* id);
} crl_host;

/* Timers: the plugin needs no thread of its own. */
#define CRL_TIMER_ID "carillon.timer/1"
typedef struct crl_timer {
  uint32_t size;
  uint32_t reserved;
  /* [any] Calls fire(arg) once on a [worker] thread after at least delay_us. *id is never 0. */
  crl_status (*start)(void* ctx, int64_t delay_us, void (*fire)(void* arg), void* arg, uint64_t* id);
  /* [any] After it returns fire() neither runs nor will run; called from within fire() it returns at
   * once. CRL_E_NOT_FOUND when the timer had already fired. */
  crl_status (*cancel)(void* ctx, uint64_t id);
} crl_timer;

/* Outbound HTTP by the host: one TLS stack, one set of limits, one place that decides who may be called. */
#define CRL_HTTP_ID "carillon.http/1"
typedef struct crl_http_request {
  uint32_t size;
  uint32_t timeout_ms; /* 0: the host's default */
  crl_str method, url, body;
  const crl_kv* headers;
  uint32_t n_headers;
  uint32_t max_response_bytes; /* 0: the host's default */
} crl_http_request;
typedef struct crl_http_sink { /* calls come on one [worker] thread, in order, done last and once */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  void (*head)(void* ctx, int32_t http_status, const crl_kv* headers, uint32_t n_headers);
  void (*data)(void* ctx, crl_str chunk);
  void (*done)(void* ctx, crl_status status, const crl_error* error);
} crl_http_sink;
typedef struct crl_http {
  uint32_t size;
  uint32_t reserved;
  /* [any] CRL_PENDING: done() follows exactly once. Anything else: no call follows. The sink is copied. */
  crl_status (*start)(void* ctx, const crl_http_request* request, const crl_http_sink* sink, uint64_t* op,
                      crl_error* error);
  void (*cancel)(void* ctx, uint64_t op); /* [any] best effort; done(CRL_E_CANCELLED) still comes */
} crl_http;

/* Metrics: appear on /metrics with the label plugin="<instance>". */
#define CRL_METRICS_ID "carillon.metrics/1"
typedef struct crl_metrics {
  uint32_t size;
  uint32_t reserved;
  /* [any] Adds to a counter (kept per name and labels). Names are snake_case and end in _total. */
  void (*count)(void* ctx, crl_str name, const crl_kv* labels, uint32_t n_labels, double by);
  /* [any] Sets a gauge. */
  void (*gauge)(void* ctx, crl_str name, const crl_kv* labels, uint32_t n_labels, double value);
} crl_metrics;

/* JSON: parse a body without bringing a parser. */
#define CRL_JSON_ID "carillon.json/1"
typedef struct crl_json {
  uint32_t size;
  uint32_t reserved;
  /* [any] Parses `text` and calls use(arg, doc) before it returns; CRL_E_INVALID with line and column. */
  crl_status (*parse)(void* ctx, crl_str text, void (*use)(void* arg, const crl_doc* doc), void* arg,
                      crl_error* error);
} crl_json;

/* Text folding as every comparison in Carillon does it: Unicode simple case folding, no accents removed,
 * no normalisation. A storage plugin that keeps folded copies must use this one. */
#define CRL_FOLD_ID "carillon.fold/1"
typedef struct crl_fold {
  uint32_t size;
  uint32_t reserved;
  /* [pure] Writes at most capacity bytes and returns the bytes needed (at most 3 x text.len). */
  uint64_t (*fold)(void* ctx, crl_str text, char* out, uint64_t capacity);
} crl_fold;

#ifdef __cplusplus
}
#endif
#endif
