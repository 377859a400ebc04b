/* The stable plugin ABI, major 1: the values and the rules that every other header relies on.
 *
 * Pure C99; needs <stddef.h>, <stdint.h> and <string.h> only. The rules hold in every header here:
 *  R1 Memory is borrowed. A pointer is good until the call that carries it returns; copy to keep. Neither
 *     side frees what the other made; an object dies by its own destroy().
 *  R2 Every struct starts with `size`, the bytes its writer knows. Members are only ever appended. Read a
 *     late member through CRL_HAS; fill a struct that the other side owns through CRL_FILL. Arrays of
 *     growable structs are arrays of pointers; only crl_str, crl_kv, crl_value, crl_node and crl_ai_turn,
 *     which never grow, stand in arrays by value.
 *  R3 Enumerations travel as int32_t or uint32_t and 0 never means a choice. An unknown value is answered
 *     CRL_E_UNSUPPORTED.
 *  R4 No exception, longjmp, FILE*, errno, locale, varargs or C++ type crosses.
 *  R5 Text is UTF-8 as (ptr, len), not NUL-terminated. Times are int64 microseconds since 1970, UTC.
 *  R6 Each function carries a tag. [main]: the serialised lifecycle thread. [worker]: any host thread,
 *     concurrently unless CRL_F_SERIAL. [any]: any thread at any time. [pure]: like [any], no state
 *     changed, no blocking.                                                                              */
#ifndef CARILLON_ABI_CORE_H
#define CARILLON_ABI_CORE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CRL_EXPORT __attribute__((visibility("default")))
#define CRL_ABI_MAJOR 1u
#define CRL_ABI_MINOR 0u

/* Bytes from the start of *p to the end of member m. */
#define CRL_END_OF(p, m) ((uint32_t)((const char*)(&(p)->m + 1) - (const char*)(p)))
#define CRL_HAS(p, m) ((p) != NULL && (p)->size >= CRL_END_OF(p, m) && (p)->m)
#define CRL_FILL(out, src) crl_fill_((out), (src), (out)->size, (uint32_t)sizeof *(src))

#ifdef __cplusplus
extern "C" {
#endif

/* Copies src into out, never past what out's owner allowed, and stores the size really written. */
static inline void crl_fill_(void* out, const void* src, uint32_t capacity, uint32_t have) {
  uint32_t n = capacity < have ? capacity : have;
  memcpy(out, src, n);
  memcpy(out, &n, sizeof n);
}

typedef struct crl_str {
  const char* ptr;
  uint64_t len;
} crl_str;

typedef struct crl_kv {
  crl_str key, value;
} crl_kv;

/* A closed set; each value says what the caller should do next. */
typedef int32_t crl_status;
#define CRL_OK 0
#define CRL_PENDING 1          /* accepted; exactly one completion follows */
#define CRL_E_UNKNOWN (-1)     /* outcome unknown: it may have happened; repeat under the same key */
#define CRL_E_UNSUPPORTED (-2) /* never will */
#define CRL_E_INVALID (-3)     /* the caller's fault: do not repeat */
#define CRL_E_STATE (-4)       /* not in this state */
#define CRL_E_NOT_FOUND (-5)
#define CRL_E_CONFLICT (-6)    /* a unique key or an expected value was violated */
#define CRL_E_AUTH (-7)        /* credentials refused: fix the configuration */
#define CRL_E_RATE (-8)        /* repeat after retry_after_ms */
#define CRL_E_UNAVAILABLE (-9) /* repeat later */
#define CRL_E_TIMEOUT (-10)
#define CRL_E_CANCELLED (-11)
#define CRL_E_INTERNAL (-12)
#define CRL_E_FULL (-13) /* no space left: nothing was written; repeat when there is room */

/* The caller allocates it, so an error never owns memory. */
typedef struct crl_error {
  uint32_t size;
  crl_status status;
  uint32_t retry_after_ms; /* 0: no advice */
  uint32_t message_len;
  char vendor_code[32]; /* NUL-terminated; empty when there is none */
  char message[472];    /* UTF-8, message_len bytes */
} crl_error;

/* Types of values. Frozen; new ones are appended. */
#define CRL_T_BOOL 1    /* v.i 0 or 1 */
#define CRL_T_I64 2     /* v.i */
#define CRL_T_F64 3     /* v.f, finite */
#define CRL_T_TEXT 4    /* v.s, UTF-8 */
#define CRL_T_TIME 5    /* v.i, microseconds since 1970 UTC */
#define CRL_T_BYTES 6   /* v.s */
#define CRL_T_JSON 7    /* v.s, one JSON document */
#define CRL_T_DECIMAL 8 /* v.i, in units of 1/10000: money, exact */
#define CRL_T_SET 9     /* v.s, distinct texts, each followed by 0x1F (an empty set is the empty string) */
#define CRL_T_DATE 10   /* v.i, days since 1970-01-01 */

typedef struct crl_value {
  uint32_t type;
  uint32_t is_null;
  union {
    int64_t i;
    double f;
    crl_str s;
  } v;
} crl_value;

/* A JSON document that the host has parsed: configuration, arguments, a vendor's body. Borrowed (R1).
 * `pointer` is an RFC 6901 JSON pointer; empty = the document itself.                                   */
typedef struct crl_doc {
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  crl_str json; /* the document as text */
  /* [pure] The value at pointer: BOOL, I64, F64 or TEXT, is_null for JSON null, and CRL_T_JSON with
   * v.s.len = number of members and v.s.ptr = "[" or "{" for arrays and objects. CRL_E_NOT_FOUND: absent. */
  crl_status (*get)(void* ctx, crl_str pointer, crl_value* out);
  /* [pure] The name of member `index` of the object at pointer, in document order. */
  crl_status (*key)(void* ctx, crl_str pointer, uint64_t index, crl_str* out);
} crl_doc;

#ifdef __cplusplus
}
#endif
#endif
