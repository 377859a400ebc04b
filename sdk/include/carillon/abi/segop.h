/* Kind segment operator: gives a word of the rule language its arguments, its meaning and its sentence.
 *
 * One plugin file may offer many operators; each is one entry of the table list() returns. An operator is
 * stateless: [pure] throughout.                                                                          */
#ifndef CARILLON_ABI_SEGOP_H
#define CARILLON_ABI_SEGOP_H

#include "expr.h"
#include "module.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CRL_SEGOP_ID "carillon.segop/1"

#define CRL_LOWER_EXACT 1    /* the expression is the operator */
#define CRL_LOWER_SUPERSET 2 /* the expression selects too many; the host runs eval() on those */

typedef struct crl_row { /* the host's view of one customer, borrowed */
  uint32_t size;
  uint32_t reserved;
  void* ctx;
  crl_status (*get)(void* ctx, crl_str path, crl_value* out);
} crl_row;

typedef struct crl_operator {
  uint32_t size;
  uint32_t takes_field;        /* 1: the leaf names a `field` */
  const char* name;            /* the leaf's "op": "gt" */
  const char* title;           /* for menus: "greater than" */
  const char* summary;         /* one sentence */
  const char* args_schema;     /* JSON Schema of the leaf's members but `op` and `field` */
  const char* const* examples; /* pairs: a leaf as JSON, the same in words; NULL-terminated */
  const uint32_t* field_types; /* CRL_T_* it takes, 0-terminated; NULL when takes_field is 0 */
  /* `leaf` is the whole leaf. *root: the expression; *how: CRL_LOWER_*. CRL_E_INVALID: error->vendor_code
   * holds the JSON pointer of the member at fault within the leaf ("/value"), the message says why. */
  crl_status (*lower)(void* self, const crl_doc* leaf, const crl_expr_builder* builder, uint32_t* root,
                      int32_t* how, crl_error* error);
  /* Only for operators that may answer SUPERSET. *out: 1 true, 0 false. */
  crl_status (*eval)(void* self, const crl_doc* leaf, const crl_row* row, int64_t now_us, int32_t* out,
                     crl_error* error);
  /* The leaf in words: "spent more than 10,000 in total". `field_title` is the field's name in words. */
  crl_status (*describe)(void* self, const crl_doc* leaf, crl_str field_title,
                         void (*emit)(void* ctx, crl_str text), void* ctx);
} crl_operator;

typedef struct crl_segop {
  uint32_t size;
  uint32_t n_operators;
  const crl_operator* const* operators; /* constant data */
} crl_segop;

#ifdef __cplusplus
}
#endif
#endif
