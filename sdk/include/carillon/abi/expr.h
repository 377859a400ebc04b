/* Portable predicates: what segment operators lower to and what storage runs.
 *
 * A flat postfix array: children stand before parents, the root is the last node. Nothing in it is a
 * pointer but the literals' text, so it is easily copied, hashed and printed.
 *
 * Meaning, the same in every storage:
 *  - Two-valued. A comparison with a missing value is false; NOT negates: NOT(city = Pune) keeps a row
 *    without a city.
 *  - AND of nothing is true, OR of nothing is false.
 *  - *_CI operations and HAS compare by Unicode simple case folding; EQ, NE, LT ... of TEXT by code point.
 *  - Both sides of a comparison have one type; I64, DECIMAL and F64 mix by exact value.
 *  - SUM of nothing is 0, COUNT of nothing is 0; MIN, MAX and AVG of nothing are missing.
 *  - A JSON_PATH node yields a value only where the stored JSON type is the one its `type` asks for
 *    (TEXT: string, F64: number, BOOL: boolean); otherwise it is missing.
 *  - NOW is one value for a whole evaluation.                                                            */
#ifndef CARILLON_ABI_EXPR_H
#define CARILLON_ABI_EXPR_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Codes are append-only and never reused; 1..63 are for every storage, from 64 on optional (see caps). */
#define CRL_X_LIT 1
#define CRL_X_FIELD 2 /* name = names[node.name] */
#define CRL_X_AND 3   /* n-ary */
#define CRL_X_OR 4    /* n-ary */
#define CRL_X_NOT 5
#define CRL_X_EQ 6
#define CRL_X_NE 7
#define CRL_X_LT 8
#define CRL_X_LE 9
#define CRL_X_GT 10
#define CRL_X_GE 11
#define CRL_X_IN 12 /* args[0] the value, args[1..] literals of its type */
#define CRL_X_IS_NULL 13
#define CRL_X_STARTS_WITH_CI 14
#define CRL_X_CONTAINS_CI 15
#define CRL_X_ADD 16
#define CRL_X_SUB 17
#define CRL_X_MUL 18
#define CRL_X_NOW 19
#define CRL_X_EQ_CI 20
#define CRL_X_ENDS_WITH_CI 21
#define CRL_X_HAS 22       /* args: a SET, a TEXT */
#define CRL_X_DATE_PART 23 /* args: DATE, literal I64 CRL_PART_* -> I64 */
#define CRL_X_IN_CI 24     /* like IN, folded */
#define CRL_X_JSON_PATH                                                                                  \
  25                    /* args: JSON field, literal TEXT RFC 6901 pointer; node.type is the type wanted \
                         */
#define CRL_X_EXISTS 32 /* over a relation: names[node.name]; args[0] the predicate on its rows */
#define CRL_X_COUNT 33
#define CRL_X_SUM 34 /* args[1] the value */
#define CRL_X_MIN 35
#define CRL_X_MAX 36
#define CRL_X_AVG 37
#define CRL_X_RANKED 40 /* the host's own, see ranked() below: never reaches a storage */

#define CRL_PART_YEAR 1
#define CRL_PART_MONTH 2
#define CRL_PART_DAY 3
#define CRL_PART_MONTH_DAY 4 /* month * 100 + day */

typedef struct crl_node {
  uint16_t op;
  uint16_t n_args;
  uint32_t first_arg; /* index into args */
  uint32_t type;      /* CRL_T_* of the result */
  uint32_t name;      /* index into names, for FIELD and relations */
  crl_value lit;
} crl_node;

typedef struct crl_expr {
  uint32_t size;
  uint32_t n_nodes, n_args, n_names;
  const crl_node* nodes;
  const uint32_t* args;
  const crl_str* names;
} crl_expr;

/* Aggregates without a relation (outputs of a query with or without group_by): the relation's name is
 * empty, the predicate may be absent: COUNT has 0 args, SUM/MIN/MAX/AVG have args[0] = the value. */

/* The first customers of a ranking: by `value`, of equals the lower id first, among those of whom
 * `population` holds and who have the value. Either `count` of them, or `share` millionths of them rounded
 * up. */
typedef struct crl_ranking {
  uint32_t size;
  uint32_t value;      /* a plain field of the customer */
  uint32_t population; /* a condition on the customer */
  uint32_t descending; /* 1: the highest first */
  int64_t count;       /* 0: see share */
  int64_t share;       /* 1 .. 1,000,000 */
} crl_ranking;

/* The host's builder, handed to lower(): ids instead of pointers, 0 = refused (see error()). The host
 * checks fields and types. All [pure] and only valid during the call. */
typedef struct crl_expr_builder {
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  int64_t now_us;   /* the evaluation's one instant */
  crl_str timezone; /* the organisation's IANA zone */
  uint32_t (*lit)(void* ctx, const crl_value* value);
  /* A field of the row at hand; within over()'s predicate, a field of the relation's rows.
   * "attributes.plan" is a path into JSON: its type is CRL_T_JSON until json() asks for one. */
  uint32_t (*field)(void* ctx, crl_str path);
  uint32_t (*type_of)(void* ctx, uint32_t id); /* CRL_T_*, 0 for an unknown id */
  uint32_t (*json)(void* ctx, crl_str path, uint32_t wanted_type);
  uint32_t (*node)(void* ctx, uint32_t op, const uint32_t* args, uint32_t n_args);
  /* Enters a relation ("orders"; within it "items"): fields now name its columns. Balanced by over(). */
  uint32_t (*enter)(void* ctx, crl_str relation); /* 1, or 0 when there is no such relation */
  /* Leaves the relation entered last: op over its rows where predicate; value = 0 for EXISTS and COUNT. */
  uint32_t (*over)(void* ctx, uint32_t op, uint32_t predicate, uint32_t value);
  /* Microseconds UTC of the start of a civil day in an IANA zone; empty zone = the organisation's. */
  crl_status (*day_start)(void* ctx, crl_str zone, int32_t year, int32_t month, int32_t day, int64_t* out_us);
  /* Days since 1970 of an instant in a zone. */
  crl_status (*local_day)(void* ctx, crl_str zone, int64_t at_us, int64_t* out_days);
  crl_str (*error)(void* ctx); /* why the last call was refused */
  /* A condition: the customer is among the first of a ranking. The ranking is found when the rule is
   * evaluated, of the same instant as everything else that the evaluation reads. Not within a relation. */
  uint32_t (*ranked)(void* ctx, const crl_ranking* ranking);
} crl_expr_builder;

#ifdef __cplusplus
}
#endif
#endif
