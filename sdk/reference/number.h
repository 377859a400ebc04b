// Exact arithmetic over the numeric types: nothing is rounded but the result, once, half away from zero.
//
// A whole result that needs more than 64 bits is missing.
#pragma once

#include <cstdint>
#include <span>

#include <carillon/abi/expr.h>
#include <carillon/value.hpp>

namespace carillon::reference {

inline bool is_number(std::uint32_t type) {
  return type == CRL_T_I64 || type == CRL_T_DECIMAL || type == CRL_T_F64;
}

// CRL_X_ADD, CRL_X_SUB or CRL_X_MUL; missing when a side is.
crl_value arithmetic(std::uint16_t op, std::uint32_t type, const crl_value& a, const crl_value& b);
// Of values that are all there. The sum of none is 0.
crl_value sum(std::uint32_t type, std::span<const crl_value> values);
// REQUIRES: at least one value.
crl_value average(std::uint32_t type, std::span<const crl_value> values);

// A CRL_PART_* of a date in days since 1970.
std::int64_t date_part(std::int64_t days, std::int64_t part);

}  // namespace carillon::reference
