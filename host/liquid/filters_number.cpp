// Numbers have four places, exactly, as everywhere in Carillon. What is no number, divides by nothing or
// leaves the range is missing.
#include <algorithm>

#include "base/wide.h"
#include "liquid/filters.h"

namespace carillon::liquid::filter {

namespace {

using Kind = Value::Kind;
constexpr std::int64_t kScale = Decimal::kScale;

Value from_wide(Int128 units, bool whole) {
  const auto narrow = static_cast<std::int64_t>(units);
  if (narrow != units) return {};
  return whole ? Value::whole(narrow / kScale) : Value::decimal(narrow);
}

bool is_whole(const Value& v) {
  if (v.kind == Kind::kInt) return true;
  return v.kind == Kind::kText && v.s.find('.') == std::string_view::npos;
}

template <class Compute>
Value computed(const Value& v, const Value& by, Compute compute) {
  const auto left = as_units(v);
  const auto right = as_units(by);
  if (!left || !right) return {};
  return from_wide(compute(Int128{*left}, Int128{*right}), is_whole(v) && is_whole(by));
}

Int128 floored(Int128 a, Int128 b) {
  const Int128 q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

// To multiples of `step` units.
enum class Way { kDown, kUp, kNearest };
Value rounded(const Value& v, std::int64_t step, Way way) {
  const auto units = as_units(v);
  if (!units) return {};
  Int128 n = 0;
  if (way == Way::kDown) n = floored(*units, step);
  if (way == Way::kUp) n = -floored(-Int128{*units}, step);
  if (way == Way::kNearest) n = (Int128{*units} + (*units < 0 ? -step / 2 : step / 2)) / step;
  return from_wide(n * step, step == kScale);
}

// Whole parts in groups: 12,34,567 in rupees, 1,234,567 elsewhere.
void write_grouped(std::uint64_t whole, bool indian, Writer& out) {
  char digits[24];
  std::size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + whole % 10);
    whole /= 10;
  } while (whole != 0);
  for (std::size_t left = n; left > 0; --left) {
    const bool cut = indian ? (left == 3 || (left > 3 && (left - 3) % 2 == 0)) : left % 3 == 0;
    if (left < n && cut) out.add(',');
    out.add(digits[left - 1]);
  }
}

std::uint64_t magnitude_of(std::int64_t units) {
  return units < 0 ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
}

void write_sign(std::string_view currency, Writer& out) {
  if (currency == "INR") return out.add("₹");
  if (currency == "USD") return out.add('$');
  if (currency == "EUR") return out.add("€");
  if (currency == "GBP") return out.add("£");
  if (currency == "JPY") return out.add("¥");
  if (currency.empty()) return;
  out.add(currency);
  out.add(' ');
}

}  // namespace

Value plus(Machine&, const Value& v, Args args) {
  return computed(v, args[0], [](Int128 a, Int128 b) { return a + b; });
}
Value minus(Machine&, const Value& v, Args args) {
  return computed(v, args[0], [](Int128 a, Int128 b) { return a - b; });
}
Value times(Machine&, const Value& v, Args args) {
  return computed(v, args[0], [](Int128 a, Int128 b) { return a * b / kScale; });
}

// Two whole numbers give a whole one, as marketers know it from Liquid.
Value divided_by(Machine&, const Value& v, Args args) {
  const auto by = as_units(args[0]);
  if (!by || *by == 0) return {};
  if (is_whole(v) && is_whole(args[0]))
    return computed(v, args[0], [](Int128 a, Int128 b) { return floored(a, b) * kScale; });
  return computed(v, args[0], [](Int128 a, Int128 b) {
    const Int128 wide = a * kScale * 2 / b;
    return (wide + (wide < 0 ? -1 : 1)) / 2;
  });
}

Value modulo(Machine&, const Value& v, Args args) {
  const auto by = as_units(args[0]);
  if (!by || *by == 0) return {};
  return computed(v, args[0], [](Int128 a, Int128 b) { return a - floored(a, b) * b; });
}

Value abs(Machine&, const Value& v, Args) {
  return computed(v, Value::whole(0), [](Int128 a, Int128) { return a < 0 ? -a : a; });
}
Value at_least(Machine&, const Value& v, Args args) {
  return computed(v, args[0], [](Int128 a, Int128 b) { return std::max(a, b); });
}
Value at_most(Machine&, const Value& v, Args args) {
  return computed(v, args[0], [](Int128 a, Int128 b) { return std::min(a, b); });
}
Value ceil(Machine&, const Value& v, Args) { return rounded(v, kScale, Way::kUp); }
Value floor(Machine&, const Value& v, Args) { return rounded(v, kScale, Way::kDown); }

Value round(Machine&, const Value& v, Args args) {
  std::int64_t step = kScale;
  const auto places = args.empty() ? std::optional<std::int64_t>(0) : as_whole(args[0]);
  for (std::int64_t i = 0; i < std::min<std::int64_t>(4, places.value_or(0)); ++i) step /= 10;
  return rounded(v, step, Way::kNearest);
}

Value money(Machine& m, const Value& v, Args args) {
  const auto units = as_units(v);
  if (!units) return {};
  const std::string_view currency =
      !args.empty() && args[0].kind == Kind::kText ? args[0].s : std::string_view(m.program().currency);
  return Value::text(m.make([&](Writer& out) {
    const std::uint64_t cents = (magnitude_of(*units) + 50) / 100;  // half a cent goes away from zero
    if (*units < 0 && cents != 0) out.add('-');
    write_sign(currency, out);
    write_grouped(cents / 100, currency == "INR", out);
    if (cents % 100 == 0) return;
    out.add('.');
    out.add(static_cast<char>('0' + cents % 100 / 10));
    out.add(static_cast<char>('0' + cents % 10));
  }));
}

Value number(Machine& m, const Value& v, Args args) {
  const auto units = as_units(v);
  if (!units) return {};
  const auto asked = args.empty() ? std::nullopt : as_whole(args[0]);
  const std::int64_t places = std::clamp<std::int64_t>(asked.value_or(4), 0, 4);
  std::uint64_t step = kScale;
  for (std::int64_t i = 0; i < places; ++i) step /= 10;
  return Value::text(m.make([&](Writer& out) {
    const std::uint64_t magnitude = (magnitude_of(*units) + step / 2) / step * step;
    if (*units < 0 && magnitude != 0) out.add('-');
    write_grouped(magnitude / kScale, m.program().currency == "INR", out);
    std::uint64_t rest = magnitude % kScale;
    if (asked ? places == 0 : rest == 0) return;
    out.add('.');
    std::uint64_t place = kScale / 10;
    for (std::int64_t i = 0; i < places && (asked || rest != 0); ++i, place /= 10) {
      out.add(static_cast<char>('0' + rest / place));
      rest %= place;
    }
  }));
}

}  // namespace carillon::liquid::filter
