/* Kind queue: keeps entries in named streams until a host has made them durable elsewhere.
 *
 * Delivery is at least once and in order of publication. A stream belongs to one group of consumers; what is
 * acknowledged is gone. An entry that was delivered and not acknowledged is pending: it stays with its
 * consumer until another claims it. hold() gives one owner at a time the right to consume a stream, so that
 * entries are not only delivered but also worked off in order.
 *
 * Statuses: CRL_E_UNAVAILABLE: the queue cannot be reached, nothing was done; repeat later. CRL_E_UNKNOWN:
 * its answer was lost; repeat. CRL_E_FULL: no room; nothing beyond *kept was kept. CRL_E_AUTH: it refuses the
 * credentials. */
#ifndef CARILLON_ABI_QUEUE_H
#define CARILLON_ABI_QUEUE_H

#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_QUEUE_ID "carillon.queue/1"

typedef struct crl_queue_entry {
  uint32_t size;
  uint32_t kind; /* the publisher's own number; comes back with the entry */
  crl_str body;  /* opaque bytes */
} crl_queue_entry;

typedef struct crl_queue_delivery {
  uint32_t size;
  uint32_t kind;
  crl_str id; /* of the entry within its stream; sorts nowhere but in the queue */
  crl_str body;
  uint32_t deliveries; /* 1 at first; more when earlier ones were not acknowledged */
  uint32_t reserved;
  int64_t published_us;
} crl_queue_delivery;

typedef struct crl_queue_sink { /* called within the call that carries it; entries in order */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  void (*deliver)(void* ctx, const crl_queue_delivery* const* entries, uint32_t n);
} crl_queue_sink;

typedef struct crl_queue_burial {
  uint32_t size;
  uint32_t deliveries;
  crl_str id;     /* of a pending entry */
  crl_str reason; /* for a person */
} crl_queue_burial;

typedef struct crl_dead_letter {
  uint32_t size;
  uint32_t kind;
  crl_str id; /* among the dead letters: ASCII without blanks and slashes */
  crl_str stream, body, reason;
  uint32_t deliveries;
  uint32_t reserved;
  int64_t dead_us; /* since when */
} crl_dead_letter;

typedef struct crl_dead_letter_sink { /* as crl_queue_sink */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  void (*letters)(void* ctx, const crl_dead_letter* const* letters, uint32_t n);
  void (*cursor)(void* ctx, crl_str next); /* not called at the end */
} crl_dead_letter_sink;

typedef struct crl_queue_stats {
  uint32_t size;
  uint32_t reserved;
  uint64_t waiting;  /* not yet delivered to anybody */
  uint64_t pending;  /* delivered, not acknowledged */
  uint64_t dead;     /* dead letters of all streams */
  int64_t oldest_us; /* when the oldest of waiting and pending was published; 0: there is none */
} crl_queue_stats;

typedef struct crl_queue {
  uint32_t size;
  uint32_t reserved;
  /* [worker] CRL_OK: all are kept, as safely as the queue is set up to. Otherwise *kept says how many from
   * the front certainly are. */
  crl_status (*publish)(void* self, crl_str stream, const crl_queue_entry* const* entries, uint32_t n,
                        uint32_t* kept, crl_error* error);
  /* [any] Takes or renews the sole right to consume a stream, for lease_ms from now. CRL_E_CONFLICT: another
   * has it, for error->retry_after_ms at the least. */
  crl_status (*hold)(void* self, crl_str stream, crl_str owner, uint32_t lease_ms, crl_error* error);
  crl_status (*release)(void* self, crl_str stream, crl_str owner,
                        crl_error* error); /* [any] fine if not his */

  /* [worker] A consumer is used by one thread at a time. It survives lost connections: its calls answer
   * CRL_E_UNAVAILABLE and work again when the queue does. Entries whose delivery was under way then are
   * pending; claim them. */
  crl_status (*consumer_open)(void* self, crl_str stream, crl_str group, crl_str name, void** consumer,
                              crl_error* error);
  void (*consumer_close)(void* consumer);
  /* [worker] Delivers at most max new entries; waits up to wait_ms for the first. None is no error. */
  crl_status (*read)(void* consumer, uint32_t max, uint32_t wait_ms, const crl_queue_sink* sink,
                     crl_error* error);
  /* [worker] Makes pending entries, this consumer's and others', that lie idle for idle_ms this consumer's
   * and delivers them, those behind `after` (empty: from the first). None: there are no more. */
  crl_status (*claim)(void* consumer, uint64_t idle_ms, crl_str after, uint32_t max,
                      const crl_queue_sink* sink, crl_error* error);
  /* [worker] All or, with an error, perhaps all. Ids that are not pending are passed over. */
  crl_status (*ack)(void* consumer, const crl_str* ids, uint32_t n, crl_error* error);
  /* [worker] Moves pending entries to the dead letters, each in one step. */
  crl_status (*bury)(void* consumer, const crl_queue_burial* const* burials, uint32_t n, crl_error* error);

  crl_status (*stats)(void* self, crl_str stream, crl_str group, crl_queue_stats* out,
                      crl_error* error); /* [any] */
  /* [any] The dead letters of all streams, the newest first. */
  crl_status (*dead_list)(void* self, crl_str cursor, uint32_t max, const crl_dead_letter_sink* sink,
                          crl_error* error);
  /* [any] Publishes it anew at the end of its stream. CRL_E_NOT_FOUND: there is none with this id. */
  crl_status (*dead_retry)(void* self, crl_str id, crl_error* error);
  crl_status (*dead_remove)(void* self, crl_str id, crl_error* error); /* [any] for good */
} crl_queue;

#ifdef __cplusplus
}
#endif
#endif
