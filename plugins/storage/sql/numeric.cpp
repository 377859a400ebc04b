#include "numeric.h"

#include <cmath>
#include <limits>

namespace carillon::sql {

namespace {

__extension__ using Wide = __int128;

// A number in units of 1/10000, rounded down; `exact` when nothing was lost.
struct Units {
  Wide floor = 0;
  bool exact = true;
};

constexpr double kHuge = 1e30;  // beyond any I64 or DECIMAL, yet its units fit in 128 bits

Units units_of(const crl_value& v) {
  if (v.type == CRL_T_I64) return {static_cast<Wide>(v.v.i) * Decimal::kScale, true};
  if (v.type == CRL_T_DECIMAL) return {v.v.i, true};
  const double f = v.v.f;
  if (f >= kHuge || f <= -kHuge) return {static_cast<Wide>(f < 0 ? -kHuge : kHuge) * Decimal::kScale, false};
  int exponent = 0;
  const double mantissa = std::frexp(f, &exponent);
  const Wide scaled = static_cast<Wide>(std::ldexp(mantissa, 53)) * Decimal::kScale;
  const int shift = 53 - exponent;
  if (shift <= 0) return {scaled * (static_cast<Wide>(1) << -shift), true};
  if (shift > 120) return {f < 0 ? -1 : 0, f == 0};
  const Wide floor = scaled >> shift;  // an arithmetic shift rounds down
  return {floor, floor * (static_cast<Wide>(1) << shift) == scaled};
}

int sign(bool less, bool greater) { return less ? -1 : (greater ? 1 : 0); }

}  // namespace

int compare_exact(const crl_value& a, const crl_value& b) {
  if (a.type == CRL_T_F64 && b.type == CRL_T_F64) return sign(a.v.f<b.v.f, a.v.f> b.v.f);
  const Units x = units_of(a);
  const Units y = units_of(b);
  if (x.floor != y.floor) return sign(x.floor < y.floor, true);
  // At most one of the two is inexact: the other is a whole number of units.
  return sign(x.exact && !y.exact, !x.exact && y.exact);
}

Place place_in(std::uint32_t type, const crl_value& number) {
  if (type == number.type) return {.floor = number};
  if (type == CRL_T_F64) {
    const double scale = number.type == CRL_T_DECIMAL ? static_cast<double>(Decimal::kScale) : 1.0;
    double d = static_cast<double>(number.v.i) / scale;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    while (compare_exact(cell::real(d), number) > 0) d = std::nextafter(d, -kInfinity);
    for (double up = std::nextafter(d, kInfinity); compare_exact(cell::real(up), number) <= 0;) {
      d = up;
      up = std::nextafter(d, kInfinity);
    }
    return {.floor = cell::real(d), .exact = compare_exact(cell::real(d), number) == 0};
  }
  Units u = units_of(number);
  if (type == CRL_T_I64) {
    Wide whole = u.floor / Decimal::kScale;
    const Wide rest = u.floor % Decimal::kScale;
    if (rest < 0) --whole;
    u = {whole, u.exact && rest == 0};
  }
  if (u.floor < std::numeric_limits<std::int64_t>::min()) return {.where = Place::Where::kBelowAll};
  if (u.floor > std::numeric_limits<std::int64_t>::max()) return {.where = Place::Where::kAboveAll};
  return {.floor = cell::of_int(static_cast<std::int64_t>(u.floor), type), .exact = u.exact};
}

}  // namespace carillon::sql
