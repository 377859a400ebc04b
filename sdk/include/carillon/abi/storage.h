/* Kind storage: a small typed algebra over collections of rows.
 *
 * New features of the host are new collections and fields, which are data: a storage built today serves a
 * later host. Predicates are the expressions of expr.h. No joins: related rows appear inside expressions.
 *
 * Sessions: one session is used by one thread at a time; different sessions concurrently. Every mutate()
 * outside begin()..commit() is atomic by itself. Statuses: CRL_E_CONFLICT for a violated unique key or
 * must_change; CRL_E_UNAVAILABLE for what a repeat of the whole transaction may cure (busy, deadlock, lost
 * connection); CRL_E_FULL when the disk is full. After an error inside a transaction the host rolls back. */
#ifndef CARILLON_ABI_STORAGE_H
#define CARILLON_ABI_STORAGE_H

#include "expr.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_STORAGE_ID "carillon.storage/1"

#define CRL_FIELD_REQUIRED 1u /* never missing */
#define CRL_FIELD_KEY 2u      /* part of the primary key, in order of declaration */
#define CRL_FIELD_FOLDED 4u   /* TEXT or SET that is compared ignoring case: keep a folded copy */
typedef struct crl_field {
  uint32_t size;
  uint32_t type;
  uint32_t flags;
  uint32_t max_len; /* TEXT/BYTES/JSON/SET: bytes, 0 = unbounded. Helps dialects that must size columns. */
  crl_str name;
} crl_field;

#define CRL_INDEX_UNIQUE 1u
typedef struct crl_index {
  uint32_t size;
  uint32_t flags;
  const crl_str* fields; /* a FOLDED field is indexed by its folded copy, unless the index is UNIQUE */
  uint32_t n_fields;
  uint32_t reserved;
} crl_index;

typedef struct crl_relation { /* rows of `collection` whose `foreign` equals this row's `local` */
  uint32_t size;
  uint32_t reserved;
  crl_str name, collection, local, foreign;
} crl_relation;

typedef struct crl_collection {
  uint32_t size;
  uint32_t version;
  crl_str name;
  const crl_field* const* fields;
  const crl_index* const* indexes;
  const crl_relation* const* relations;
  uint32_t n_fields, n_indexes, n_relations;
  uint32_t reserved;
} crl_collection;

struct crl_query;

#define CRL_MUT_INSERT 1
#define CRL_MUT_UPSERT 2 /* on the unique columns `conflict`; merge[] says how each column combines */
#define CRL_MUT_UPDATE 3 /* sets row 0's cells where `where`; at most `limit` rows in key order, 0 = all */
#define CRL_MUT_DELETE 4 /* where `where` */
#define CRL_MUT_COPY 5   /* the rows of `from` into `columns`, inside storage */

#define CRL_MERGE_REPLACE 1 /* last writer wins */
#define CRL_MERGE_KEEP 2    /* the stored value stays */
#define CRL_MERGE_ADD 3     /* running totals; also a meaning for UPDATE */
#define CRL_MERGE_MIN 4     /* a missing side loses */
#define CRL_MERGE_MAX 5
typedef struct crl_mutation {
  uint32_t size;
  int32_t verb;
  crl_str collection;
  const crl_str* columns;
  uint32_t n_columns;
  uint32_t n_rows;
  const crl_value* cells; /* row-major, n_rows x n_columns; each of the field's type or is_null */
  const int32_t* merge;   /* UPSERT, UPDATE: one CRL_MERGE_* a column; NULL = all REPLACE */
  const crl_str* conflict;
  uint32_t n_conflict;
  uint32_t must_change; /* 1: CRL_E_CONFLICT when fewer than n_rows (UPDATE, DELETE: no row) changed */
  const crl_expr* where;
  uint64_t limit;
  const struct crl_query* from; /* COPY: its columns then its outputs fill `columns` in order. A row whose
                                   key is already there is left alone and not counted. */
} crl_mutation;

#define CRL_QUERY_LOCK 1u /* rows read stay as they are until the transaction ends */
typedef struct crl_query {
  uint32_t size;
  uint32_t flags;
  crl_str collection;
  const crl_str* columns; /* plain fields of the result; may be empty */
  uint32_t n_columns;
  uint32_t n_order;
  const crl_expr* where;      /* NULL = all */
  const crl_str* order;       /* fields; missing values come first. The key is appended to make it total. */
  const uint32_t* order_desc; /* one for each of order; NULL = all ascending */
  crl_str cursor;             /* keyset cursor of an earlier page; opaque; empty = from the start */
  uint64_t limit;             /* 0 = all */
  const crl_str* group_by;
  uint32_t n_group_by;
  uint32_t n_outputs;
  const crl_expr* const* outputs; /* computed columns, after `columns`: aggregates or scalars */
  int64_t now_us;                 /* what NOW yields */
} crl_query;

typedef struct crl_rows_sink { /* called on the thread of the call */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  /* A row-major page of cells, borrowed. 0: go on; otherwise the scan stops and the call answers OK. */
  int32_t (*page)(void* ctx, const crl_value* cells, uint32_t n_rows, uint32_t n_columns);
  /* At most once, after the last page, when `limit` cut the result: pass `next` as cursor for what follows.
   */
  void (*cursor)(void* ctx, crl_str next);
} crl_rows_sink;

#define CRL_STORAGE_SINGLE_WRITER 1u /* writes of two sessions never run side by side: give them one */
#define CRL_STORAGE_SHARED 2u        /* several hosts may use it at once */
#define CRL_STORAGE_VOLATILE 4u      /* forgets everything when it stops: for trials and tests */
typedef struct crl_storage_caps {
  uint32_t size;
  uint32_t flags;
  const uint16_t* ops; /* optional expression ops (from 64 on) that it runs */
  uint32_t n_ops;
  uint32_t max_sessions; /* 0: no limit */
} crl_storage_caps;

#define CRL_TX_READ 1  /* one consistent view */
#define CRL_TX_WRITE 2 /* takes the right to write at once, so that what is read stays true */

typedef struct crl_storage {
  uint32_t size;
  uint32_t reserved;
  void (*caps)(void* self, crl_storage_caps* out); /* [pure] */
  /* [main] Makes the store look like this; idempotent, additive, never destructive; safe when two hosts
   * start at once. */
  crl_status (*ensure)(void* self, const crl_collection* const* collections, uint32_t n, crl_error* error);
  crl_status (*session_open)(void* self, void** session, crl_error* error); /* [worker] */
  void (*session_close)(void* session);                                     /* [worker] rolls back */
  crl_status (*begin)(void* session, int32_t mode, crl_error* error);       /* [worker] CRL_TX_* */
  crl_status (*commit)(void* session, crl_error* error);   /* [worker] durable when it returns */
  crl_status (*rollback)(void* session, crl_error* error); /* [worker] */
  crl_status (*mutate)(void* session, const crl_mutation* mutation, uint64_t* changed, crl_error* error);
  crl_status (*query)(void* session, const crl_query* query, const crl_rows_sink* rows, crl_error* error);
  void (*cancel)(void* session); /* [any] makes a running call of the session answer CRL_E_CANCELLED */
} crl_storage;

#ifdef __cplusplus
}
#endif
#endif
