/* Kind AI provider: answers a task, from a model or from an algorithm of its own.
 *
 * One call. A provider with a model uses `turns`; one without works from `task` and `input`. When a JSON
 * schema is given the text is one JSON document; the host validates it in any case.                      */
#ifndef CARILLON_ABI_AI_H
#define CARILLON_ABI_AI_H

#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_AI_ID "carillon.ai/1"

#define CRL_ROLE_SYSTEM 1
#define CRL_ROLE_USER 2
#define CRL_ROLE_ASSISTANT 3
typedef struct crl_ai_turn {
  int32_t role;
  uint32_t reserved;
  crl_str text;
} crl_ai_turn;

typedef struct crl_ai_request {
  uint32_t size;
  uint32_t max_output_tokens; /* 0: the provider's default */
  crl_str task;               /* "message_suggestions", "segment_rules", ... */
  const crl_doc* input;       /* the task's input */
  const crl_ai_turn* turns;
  uint32_t n_turns;
  uint32_t timeout_ms;
  crl_str model;                    /* empty: the configured one */
  crl_str json_schema, schema_name; /* empty: plain text */
  double temperature;               /* below 0: the provider's default */
  uint64_t seed;                    /* 0: none */
} crl_ai_request;

#define CRL_FINISH_STOP 1
#define CRL_FINISH_LENGTH 2
#define CRL_FINISH_FILTERED 3
typedef struct crl_ai_result {
  uint32_t size;
  int32_t finish;
  crl_str text;
  crl_str model, request_id;
  uint32_t input_tokens, output_tokens;
  const crl_str* warnings; /* settings that were ignored, in words */
  uint32_t n_warnings;
  uint32_t schema_enforced; /* 1: by the provider itself */
} crl_ai_result;

typedef struct crl_ai_sink { /* one for each call; all [any]; copied by the callee */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  void (*delta)(void* ctx, crl_str text); /* NULL: the caller wants no stream */
  void (*done)(void* ctx, crl_status status, const crl_ai_result* result, const crl_error* error);
} crl_ai_sink;

typedef struct crl_ai {
  uint32_t size;
  uint32_t flags;
  /* [worker] CRL_PENDING: done() is called exactly once, perhaps before this returns. Anything else: never.
   */
  crl_status (*complete)(void* self, const crl_ai_request* request, const crl_ai_sink* sink, uint64_t* op,
                         crl_error* error);
  void (*cancel)(void* self, uint64_t op); /* [any] done(CRL_E_CANCELLED) still comes */
} crl_ai;

#ifdef __cplusplus
}
#endif
#endif
