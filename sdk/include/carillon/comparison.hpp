// What the comparisons of abi/expr.h, CRL_X_EQ to CRL_X_GE, say about two sides that have an order. Pure
// functions; any thread.
#pragma once

#include <cstdint>

#include "abi/expr.h"

namespace carillon {

// The comparison that says the same with its sides exchanged.
constexpr std::uint16_t mirrored(std::uint16_t op) {
  switch (op) {
    case CRL_X_LT:
      return CRL_X_GT;
    case CRL_X_LE:
      return CRL_X_GE;
    case CRL_X_GT:
      return CRL_X_LT;
    case CRL_X_GE:
      return CRL_X_LE;
    default:
      return op;
  }
}

// Whether a comparison holds of two sides that stand in this order: the first is less than, equal to or
// greater than the second as `order` is to 0. CRL_X_IN asks for one that is equal.
constexpr bool is_so(std::uint16_t op, int order) {
  switch (op) {
    case CRL_X_EQ:
    case CRL_X_IN:
      return order == 0;
    case CRL_X_NE:
      return order != 0;
    case CRL_X_LT:
      return order < 0;
    case CRL_X_LE:
      return order <= 0;
    case CRL_X_GT:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace carillon
