/* Kind channel: something that carries messages to people (SMS, e-mail, push, a vendor's API).
 *
 * A send: the host hands a batch to send(); the channel takes a prefix and later completes each taken
 * message exactly once, from any thread, even before send() returns. A receipt may come before the
 * completion, after a restart, twice or out of order: the host keeps the state machine, a channel never
 * stores state. The host decides about repeats; a channel neither sleeps nor repeats.                    */
#ifndef CARILLON_ABI_CHANNEL_H
#define CARILLON_ABI_CHANNEL_H

#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_CHANNEL_ID "carillon.channel/1"

typedef struct crl_message {
  uint32_t size;
  uint32_t attempt;        /* 1, 2, ... */
  uint64_t token;          /* the host's, echoed in the completion */
  crl_str idempotency_key; /* the same key is the same logical message, however often it is sent */
  crl_str to, from, subject, text, html;
  const crl_kv* meta;
  uint32_t n_meta;
  uint32_t reserved;
  int64_t not_after_us; /* 0: no expiry */
} crl_message;

typedef struct crl_completion {
  uint32_t size;
  crl_status status; /* CRL_OK: handed to the network. Otherwise the status decides about a repeat. */
  uint64_t token;
  crl_str provider_id;    /* the vendor's id of the message; may be empty */
  const crl_error* error; /* NULL when status is CRL_OK */
} crl_completion;

#define CRL_RCPT_ACCEPTED 1
#define CRL_RCPT_SENT 2
#define CRL_RCPT_DELIVERED 3
#define CRL_RCPT_UNDELIVERED 4 /* final failure after acceptance */
#define CRL_RCPT_BOUNCED 5
#define CRL_RCPT_COMPLAINED 6
#define CRL_RCPT_OPENED 7
#define CRL_RCPT_CLICKED 8
typedef struct crl_receipt {
  uint32_t size;
  int32_t state;
  crl_str provider_id;     /* as given by the completion; empty when the key below is given */
  crl_str idempotency_key; /* either suffices */
  int64_t at_us;
  crl_str detail_code, detail;
} crl_receipt;

typedef struct crl_channel_sink { /* host side; all [any]; may be called from within send(); never blocks long
                                   */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  void (*complete)(void* ctx, const crl_completion* const* completions, uint32_t n);
  /* CRL_OK: the host will not lose them. CRL_E_UNAVAILABLE: hand them in again later (webhook answers 503).
   */
  crl_status (*receipt)(void* ctx, const crl_receipt* const* receipts, uint32_t n);
  void (*ready)(void* ctx); /* capacity again, after a send() that took fewer than offered */
} crl_channel_sink;

#define CRL_ADDRESS_EMAIL 1u
#define CRL_ADDRESS_PHONE 2u
#define CRL_ADDRESS_PUSH 4u           /* an app on a device, by the token that its vendor gave it */
#define CRL_CHANNEL_HTML 1u           /* uses crl_message.html */
#define CRL_CHANNEL_SUBJECT 2u        /* uses crl_message.subject */
#define CRL_CHANNEL_RECEIPTS_BY_ID 4u /* receipts carry provider_id only: the host must keep it */
#define CRL_CHANNEL_RECEIPTS 8u       /* receipts will come at all */
typedef struct crl_channel_caps {
  uint32_t size;
  uint32_t flags;
  uint32_t address;       /* CRL_ADDRESS_* */
  uint32_t max_batch;     /* 0: no limit */
  uint32_t max_in_flight; /* 0: no limit */
  uint32_t max_per_second;
  uint32_t max_text_len; /* bytes, 0: no limit */
  uint32_t reserved;
} crl_channel_caps;

typedef struct crl_channel {
  uint32_t size;
  uint32_t reserved;
  void (*caps)(void* self, crl_channel_caps* out); /* [pure] */
  /* [worker] Takes the first k messages, returns k, and never waits for the network. When k < n,
   * *why_short says why and ready() or retry_after_ms says when to offer again. */
  uint32_t (*send)(void* self, const crl_message* const* messages, uint32_t n, crl_error* why_short);
  void (*cancel)(void* self, const uint64_t* tokens, uint32_t n); /* [any] best effort */
  /* [worker] What a vendor posted to the receipts endpoint. Verifies the signature first, then emits
   * through sink->receipt. CRL_E_AUTH: signature refused. CRL_E_INVALID: not understood. */
  crl_status (*webhook)(void* self, const crl_kv* headers, uint32_t n_headers, crl_str body,
                        crl_error* error);
  /* [worker] A GET of the receipts endpoint, by which some vendors see that it is ours before they post to
   * it. `query` has the request's parameters, decoded. Hands what is to be answered to `answer`, once, before
   * it returns. CRL_E_AUTH: it is not the vendor's. May be NULL: this channel's vendor asks nothing. */
  crl_status (*challenge)(void* self, const crl_kv* query, uint32_t n_query, void* ctx,
                          void (*answer)(void* ctx, crl_str body), crl_error* error);
} crl_channel;

#ifdef __cplusplus
}
#endif
#endif
