#include "liquid/value.h"

#include <cctype>

#include "base/time_text.h"
#include "base/wide.h"

namespace carillon::liquid {

namespace {

using Kind = Value::Kind;

constexpr std::int64_t kDay = 86'400'000'000;

bool is_instant(const Value& v) { return v.kind == Kind::kTime || v.kind == Kind::kDate; }

int sign(Int128 a, Int128 b) { return a < b ? -1 : a > b ? 1 : 0; }

bool is_empty(const Value& v, bool blank) {
  switch (v.kind) {
    case Kind::kText:
      if (!blank) return v.s.empty();
      for (const char c : v.s) {
        if (std::isspace(static_cast<unsigned char>(c)) == 0) return false;
      }
      return true;
    case Kind::kSet:
      return v.s.empty();
    case Kind::kList:
      return v.i == 0;
    case Kind::kJson:
      return v.node->is_array() ? v.node->get_array().empty() : v.node->get_object().empty();
    case Kind::kMissing:
      return blank;
    case Kind::kBool:
      return blank && v.i == 0;
    default:
      return false;
  }
}

}  // namespace

Value from_cell(const crl_value& cell) {
  if (cell.is_null != 0) return {};
  switch (cell.type) {
    case CRL_T_BOOL:
      return {Kind::kBool, false, false, cell.v.i};
    case CRL_T_I64:
      return {Kind::kInt, false, false, cell.v.i};
    case CRL_T_DECIMAL:
      return {Kind::kDecimal, false, false, cell.v.i};
    case CRL_T_TIME:
      return {Kind::kTime, false, false, cell.v.i};
    case CRL_T_DATE:
      return {Kind::kDate, false, false, cell.v.i};
    case CRL_T_SET:
      return {Kind::kSet, false, false, 0, view(cell.v.s)};
    default:
      return Value::text(view(cell.v.s));
  }
}

std::optional<std::int64_t> as_units(const Value& value) {
  if (value.kind == Kind::kDecimal) return value.i;
  std::int64_t units = 0;
  if (value.kind == Kind::kInt) {
    if (__builtin_mul_overflow(value.i, Decimal::kScale, &units)) return std::nullopt;
    return units;
  }
  if (value.kind == Kind::kText) {
    if (const auto d = parse_decimal(value.s)) return d->units;
  }
  return std::nullopt;
}

std::optional<std::int64_t> as_whole(const Value& value) {
  if (value.kind == Kind::kInt) return value.i;
  const auto units = as_units(value);
  if (!units) return std::nullopt;
  return *units / Decimal::kScale;
}

std::optional<std::int64_t> as_instant(const Value& value, std::int64_t now_us) {
  std::int64_t us = 0;
  switch (value.kind) {
    case Kind::kTime:
      return value.i;
    case Kind::kDate:
      if (__builtin_mul_overflow(value.i, kDay, &us)) return std::nullopt;
      return us;
    case Kind::kInt:
      if (__builtin_mul_overflow(value.i, std::int64_t{1'000'000}, &us)) return std::nullopt;
      return us;
    case Kind::kText:
      if (value.s == "now" || value.s == "today") return now_us;
      return parse_time(value.s);
    default:
      return std::nullopt;
  }
}

std::optional<int> order(const Value& a, const Value& b) {
  if (a.kind == Kind::kInt && b.kind == Kind::kInt) return sign(a.i, b.i);
  if (a.is_number() && b.is_number()) {
    const auto units = [](const Value& v) {
      return static_cast<Int128>(v.i) * (v.kind == Kind::kInt ? Decimal::kScale : 1);
    };
    return sign(units(a), units(b));
  }
  if ((is_instant(a) && (is_instant(b) || b.kind == Kind::kText)) ||
      (is_instant(b) && a.kind == Kind::kText)) {
    const auto left = as_instant(a, 0);
    const auto right = as_instant(b, 0);
    if (!left || !right) return std::nullopt;
    return sign(*left, *right);
  }
  if (a.kind != b.kind) return std::nullopt;
  if (a.kind == Kind::kText || a.kind == Kind::kSet) {
    const int by = a.s.compare(b.s);
    return by < 0 ? -1 : by > 0 ? 1 : 0;
  }
  if (a.kind == Kind::kBool) return sign(a.i, b.i);
  return std::nullopt;
}

bool equal(const Value& a, const Value& b) {
  if (b.kind == Kind::kEmpty || b.kind == Kind::kBlank) return is_empty(a, b.kind == Kind::kBlank);
  if (a.kind == Kind::kEmpty || a.kind == Kind::kBlank) return is_empty(b, a.kind == Kind::kBlank);
  if (a.missing() || b.missing()) return a.missing() && b.missing();
  if (a.kind == Kind::kJson && b.kind == Kind::kJson) return *a.node == *b.node;
  if (a.kind == Kind::kList && b.kind == Kind::kList) {
    if (a.i != b.i) return false;
    for (std::int64_t i = 0; i < a.i; ++i) {
      if (!equal(a.items[i], b.items[i])) return false;
    }
    return true;
  }
  return order(a, b) == 0;
}

}  // namespace carillon::liquid
