#include "audience/values.h"

#include <cmath>
#include <string_view>

#include <carillon/value.hpp>

#include "base/wide.h"

namespace carillon::audience {

namespace {

// A number as whole part and a fraction of it in 1/10000, with what a double has beyond that.
struct Parts {
  Int128 whole = 0;
  Int128 units = 0;   // 0 .. 9999
  double beyond = 0;  // 0 .. 1, of one unit; not zero only for doubles
};

Int128 floor_div(Int128 a, Int128 b) { return a / b - (a % b < 0 ? 1 : 0); }

Parts parts_of(const crl_value& v) {
  if (v.type == CRL_T_I64) return {v.v.i, 0, 0};
  if (v.type == CRL_T_DECIMAL) {
    const Int128 whole = floor_div(v.v.i, Decimal::kScale);
    return {whole, v.v.i - whole * Decimal::kScale, 0};
  }
  constexpr double kHuge = 1e36;  // beyond every other number, and within 128 bits
  const double f = v.v.f;
  if (f >= kHuge || f <= -kHuge) return {static_cast<Int128>(f < 0 ? -kHuge : kHuge), 0, 0};
  const double whole = std::floor(f);
  // The fraction has 53 bits at most, scaled by 10000 it has 67: the product is split to stay exact.
  const double fraction = f - whole;
  const double scaled = fraction * 10'000.0;
  const double error = std::fma(fraction, 10'000.0, -scaled);
  double units = std::floor(scaled);
  if (units == scaled && error < 0) units -= 1;
  const double rest = (scaled - units) + error;
  return {static_cast<Int128>(whole), static_cast<Int128>(units), rest};
}

template <class T>
std::strong_ordering order(const T& a, const T& b) {
  return a < b ? std::strong_ordering::less
               : (b < a ? std::strong_ordering::greater : std::strong_ordering::equal);
}

}  // namespace

std::strong_ordering compare_values(const crl_value& a, const crl_value& b) {
  if (a.type == CRL_T_TEXT) return order(view(a.v.s), view(b.v.s));
  if (a.type == CRL_T_F64 && b.type == CRL_T_F64) return order(a.v.f, b.v.f);
  if (a.type == b.type) return order(a.v.i, b.v.i);
  const Parts x = parts_of(a);
  const Parts y = parts_of(b);
  if (x.whole != y.whole) return order(x.whole, y.whole);
  if (x.units != y.units) return order(x.units, y.units);
  return order(x.beyond, y.beyond);
}

}  // namespace carillon::audience
