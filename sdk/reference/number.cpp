#include "number.h"

#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

#include "cell.h"

namespace carillon::reference {

namespace {

using Number = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;
__extension__ using Wide = __int128;

std::int64_t scale_of(std::uint32_t type) { return type == CRL_T_DECIMAL ? Decimal::kScale : 1; }

Number number_of(const crl_value& v) {
  return v.type == CRL_T_F64 ? Number(v.v.f) : Number(v.v.i, scale_of(v.type));
}

template <class Units>
crl_value whole(std::uint32_t type, const Units& units) {
  if (units > std::numeric_limits<std::int64_t>::max() || units < std::numeric_limits<std::int64_t>::min()) {
    return cell::null(type);
  }
  return cell::of_int(static_cast<std::int64_t>(units), type);
}

crl_value made(std::uint32_t type, const Number& n) {
  if (type == CRL_T_F64) return cell::real(n.convert_to<double>());
  const Number units = n * scale_of(type);
  const Number half(1, 2);
  const Number shifted = units < 0 ? Number(units - half) : Number(units + half);
  return whole(type, Integer(numerator(shifted) / denominator(shifted)));  // truncates towards zero
}

// The product of whole numbers; the common case of made() without big numbers.
crl_value product(std::uint32_t type, const crl_value& a, const crl_value& b) {
  const std::int64_t scale = scale_of(a.type) * scale_of(b.type);
  const Wide units = Wide{a.v.i} * b.v.i;
  const std::int64_t surplus = scale / scale_of(type);
  if (surplus == 0) return made(type, number_of(a) * number_of(b));
  const Wide half = surplus / 2;
  return whole(type, (units < 0 ? units - half : units + half) / surplus);
}

int sign(bool less, bool greater) { return less ? -1 : (greater ? 1 : 0); }

bool is_leap(std::int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

Number total(std::span<const crl_value> values) {
  Wide units = 0;  // of 1/10000; enough for more rows than memory holds
  Number rest = 0;
  for (const crl_value& v : values) {
    if (v.type == CRL_T_F64)
      rest += number_of(v);
    else
      units += Wide{v.v.i} * (Decimal::kScale / scale_of(v.type));
  }
  return rest + Number(Integer(units), Integer(Decimal::kScale));
}

}  // namespace

int compare(const crl_value& a, const crl_value& b) {
  if (a.is_null != 0 || b.is_null != 0) return sign(a.is_null > b.is_null, a.is_null < b.is_null);
  if (holds_text(a.type)) return view(a.v.s).compare(view(b.v.s));
  if (a.type == CRL_T_F64 && b.type == CRL_T_F64) return sign(a.v.f<b.v.f, a.v.f> b.v.f);
  if (a.type == CRL_T_F64 || b.type == CRL_T_F64) return number_of(a).compare(number_of(b));
  const Wide x = Wide{a.v.i} * scale_of(b.type);
  const Wide y = Wide{b.v.i} * scale_of(a.type);
  return sign(x<y, x> y);
}

crl_value arithmetic(std::uint16_t op, std::uint32_t type, const crl_value& a, const crl_value& b) {
  if (a.is_null != 0 || b.is_null != 0) return cell::null(type);
  const bool real = a.type == CRL_T_F64 || b.type == CRL_T_F64 || type == CRL_T_F64;
  if (!real && op == CRL_X_MUL) return product(type, a, b);
  if (!real && scale_of(type) >= scale_of(a.type) && scale_of(type) >= scale_of(b.type)) {
    const Wide x = Wide{a.v.i} * (scale_of(type) / scale_of(a.type));
    const Wide y = Wide{b.v.i} * (scale_of(type) / scale_of(b.type));
    return whole(type, op == CRL_X_ADD ? x + y : x - y);
  }
  const Number x = number_of(a);
  const Number y = number_of(b);
  return made(type, op == CRL_X_ADD ? Number(x + y) : (op == CRL_X_SUB ? Number(x - y) : Number(x * y)));
}

crl_value sum(std::uint32_t type, std::span<const crl_value> values) { return made(type, total(values)); }

crl_value average(std::uint32_t type, std::span<const crl_value> values) {
  return made(type, total(values) / static_cast<std::int64_t>(values.size()));
}

// From the Gregorian cycle of 400 years, which has 146097 days, then one year and one month at a time.
std::int64_t date_part(std::int64_t days, std::int64_t part) {
  constexpr std::int64_t kCycle = 146'097;
  const std::int64_t cycles = days / kCycle - (days % kCycle < 0 ? 1 : 0);
  std::int64_t year = 1970 + cycles * 400;
  days -= cycles * kCycle;
  for (; days >= (is_leap(year) ? 366 : 365); ++year) days -= is_leap(year) ? 366 : 365;
  const int lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (days >= lengths[month]) days -= lengths[month++];
  if (part == CRL_PART_YEAR) return year;
  if (part == CRL_PART_MONTH) return month + 1;
  if (part == CRL_PART_DAY) return days + 1;
  return (month + 1) * 100 + days + 1;
}

}  // namespace carillon::reference
