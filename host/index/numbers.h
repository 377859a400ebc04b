// Exact arithmetic and comparison over whole numbers, money and doubles. Pure functions.
//
// A number is its 64 bits as a column keeps them: units of 1/10000 for DECIMAL, the bits of a double for F64.
#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include <carillon/abi/expr.h>
#include <carillon/value.hpp>

#include "base/wide.h"

namespace carillon::index {

inline bool is_number(std::uint32_t type) {
  return type == CRL_T_I64 || type == CRL_T_DECIMAL || type == CRL_T_F64;
}
inline bool has_number(std::uint32_t type) {
  return is_number(type) || type == CRL_T_TIME || type == CRL_T_DATE || type == CRL_T_BOOL;
}
inline bool comparable(std::uint32_t a, std::uint32_t b) {
  return (a == b && has_number(a)) || (is_number(a) && is_number(b));
}

inline std::int64_t scale_of(std::uint32_t type) { return type == CRL_T_DECIMAL ? Decimal::kScale : 1; }

inline std::optional<std::int64_t> narrow(Int128 units) {
  if (units > std::numeric_limits<std::int64_t>::max() || units < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return static_cast<std::int64_t>(units);
}

// Half away from zero. REQUIRES: by > 0.
inline Int128 divide_rounded(Int128 units, Int128 by) {
  const Int128 half = by / 2;
  return units >= 0 ? (units + half) / by : -((-units + half) / by);
}

inline int sign_of(bool less, bool greater) { return less ? -1 : (greater ? 1 : 0); }

// A double against units / scale.
inline int compare_real(double f, std::int64_t units, std::int64_t scale) {
  constexpr double kTwoTo63 = 9'223'372'036'854'775'808.0;
  if (f >= kTwoTo63) return 1;
  if (f < -kTwoTo63) return -1;
  const double whole = std::trunc(f);
  const Int128 rest = Int128{units} - Int128{static_cast<std::int64_t>(whole)} * scale;
  if (rest > scale) return -1;
  if (rest < -scale) return 1;
  // The product of 53 bits and 10000 needs 63 at most, so that it is exact here.
  static_assert(LDBL_MANT_DIG >= 63);
  const long double fraction = static_cast<long double>(f - whole) * static_cast<long double>(scale);
  const auto left = static_cast<long double>(static_cast<std::int64_t>(rest));
  return sign_of(fraction<left, fraction> left);
}

inline int compare(std::uint32_t a_type, std::int64_t a, std::uint32_t b_type, std::int64_t b) {
  if (a_type == CRL_T_F64 && b_type == CRL_T_F64) {
    const auto x = std::bit_cast<double>(a);
    const auto y = std::bit_cast<double>(b);
    return sign_of(x<y, x> y);
  }
  if (a_type == CRL_T_F64) return compare_real(std::bit_cast<double>(a), b, scale_of(b_type));
  if (b_type == CRL_T_F64) return -compare_real(std::bit_cast<double>(b), a, scale_of(a_type));
  const Int128 x = Int128{a} * scale_of(b_type);
  const Int128 y = Int128{b} * scale_of(a_type);
  return sign_of(x<y, x> y);
}

// CRL_X_ADD, SUB or MUL; nullopt past 64 bits. REQUIRES: see is_exact().
inline std::optional<std::int64_t> arithmetic(std::uint16_t op, std::uint32_t type, std::uint32_t a_type,
                                              std::int64_t a, std::uint32_t b_type, std::int64_t b) {
  if (type == CRL_T_F64) {
    const auto x = std::bit_cast<double>(a);
    const auto y = std::bit_cast<double>(b);
    return std::bit_cast<std::int64_t>(op == CRL_X_ADD ? x + y : (op == CRL_X_SUB ? x - y : x * y));
  }
  if (op == CRL_X_MUL) {
    const Int128 product = Int128{a} * b;
    const std::int64_t scale = scale_of(a_type) * scale_of(b_type);
    return narrow(divide_rounded(product, scale / scale_of(type)));
  }
  const Int128 x = Int128{a} * (scale_of(type) / scale_of(a_type));
  const Int128 y = Int128{b} * (scale_of(type) / scale_of(b_type));
  return narrow(op == CRL_X_ADD ? x + y : x - y);
}

// Whether arithmetic() has the meaning of abi/expr.h for these types.
inline bool is_exact(std::uint16_t op, std::uint32_t type, std::uint32_t a, std::uint32_t b) {
  const auto real = [](std::uint32_t t) { return t == CRL_T_F64; };
  if (real(type) || real(a) || real(b)) return real(type) && real(a) && real(b);
  if (op == CRL_X_MUL) return scale_of(a) * scale_of(b) >= scale_of(type);
  return scale_of(type) >= scale_of(a) && scale_of(type) >= scale_of(b);
}

}  // namespace carillon::index
