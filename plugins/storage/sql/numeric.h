// Exact comparison of I64, DECIMAL and F64, which mix by value.
//
// A comparison of a field with a literal of another numeric type is turned into one with a literal of the
// field's own type, so that it stays exact and an index on the field serves. Pure.
#pragma once

#include <cstdint>

#include <carillon/value.hpp>

namespace carillon::sql {

inline bool is_numeric(std::uint32_t type) {
  return type == CRL_T_I64 || type == CRL_T_DECIMAL || type == CRL_T_F64;
}

// Below 0, 0, above 0. REQUIRES: both numeric and present.
int compare_exact(const crl_value& a, const crl_value& b);

// Where a number stands among the values of a type: `floor` is the greatest value of the type that is not
// above it, `exact` says that it is that value.
struct Place {
  enum class Where { kBelowAll, kWithin, kAboveAll } where = Where::kWithin;
  crl_value floor{};
  bool exact = true;
};
Place place_in(std::uint32_t type, const crl_value& number);

}  // namespace carillon::sql
