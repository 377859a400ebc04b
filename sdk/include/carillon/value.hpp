// crl_value in C++: making cells, reading them, and money.
//
// The views made here borrow their text; see R1 in abi/core.h.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/core.h"

namespace carillon {

inline crl_str str(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view view(crl_str s) {
  return s.len == 0 ? std::string_view{} : std::string_view(s.ptr, s.len);
}

// Money: a count of 1/10000. All arithmetic on it is exact; the range is about +-922 million million.
struct Decimal {
  std::int64_t units = 0;
  static constexpr std::int64_t kScale = 10'000;
  friend constexpr auto operator<=>(const Decimal&, const Decimal&) = default;
};

// "12", "-0.5", "12.3400": at most 4 places after trailing zeros are dropped; no exponent. nullopt otherwise.
inline std::optional<Decimal> parse_decimal(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  std::int64_t units = 0;
  int places = -1;  // digits seen after the point; -1 before it
  bool digits = false;
  for (const char c : text) {
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    if (places >= 4) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (places >= 0) ++places;
    if (__builtin_mul_overflow(units, std::int64_t{10}, &units)) return std::nullopt;
    if (__builtin_add_overflow(units, std::int64_t{c - '0'}, &units)) return std::nullopt;
  }
  if (!digits) return std::nullopt;
  for (int i = places < 0 ? 0 : places; i < 4; ++i) {
    if (__builtin_mul_overflow(units, std::int64_t{10}, &units)) return std::nullopt;
  }
  return Decimal{negative ? -units : units};
}

// The shortest text that parse_decimal() reads back: "12.5", "-3".
inline std::string to_text(Decimal d) {
  const bool negative = d.units < 0;
  const std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(d.units) + 1 : static_cast<std::uint64_t>(d.units);
  std::string out = negative ? "-" : "";
  out += std::to_string(magnitude / Decimal::kScale);
  std::uint64_t rest = magnitude % Decimal::kScale;
  if (rest != 0) {
    std::string places = std::to_string(Decimal::kScale + static_cast<std::int64_t>(rest)).substr(1);
    while (places.back() == '0') places.pop_back();
    out += '.' + places;
  }
  return out;
}

namespace cell {

inline crl_value null(std::uint32_t type) {
  crl_value v{};
  v.type = type;
  v.is_null = 1;
  return v;
}
inline crl_value of_int(std::int64_t i, std::uint32_t type = CRL_T_I64) {
  crl_value v{};
  v.type = type;
  v.v.i = i;
  return v;
}
inline crl_value boolean(bool b) { return of_int(b ? 1 : 0, CRL_T_BOOL); }
inline crl_value time(std::int64_t us) { return of_int(us, CRL_T_TIME); }
inline crl_value date(std::int64_t days) { return of_int(days, CRL_T_DATE); }
inline crl_value decimal(Decimal d) { return of_int(d.units, CRL_T_DECIMAL); }
inline crl_value real(double f) {
  crl_value v{};
  v.type = CRL_T_F64;
  v.v.f = f;
  return v;
}
inline crl_value text(std::string_view s, std::uint32_t type = CRL_T_TEXT) {
  crl_value v{};
  v.type = type;
  v.v.s = str(s);
  return v;
}

inline std::string_view as_text(const crl_value& v) { return v.is_null ? std::string_view{} : view(v.v.s); }
inline std::int64_t as_int(const crl_value& v) { return v.is_null ? 0 : v.v.i; }

}  // namespace cell

// Sets travel as texts each followed by 0x1F.
inline constexpr char kSetEnd = '\x1f';

inline std::string pack_set(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) {
    out += item;
    out += kSetEnd;
  }
  return out;
}

inline std::vector<std::string> unpack_set(std::string_view packed) {
  std::vector<std::string> out;
  while (!packed.empty()) {
    const auto end = packed.find(kSetEnd);
    out.emplace_back(packed.substr(0, end));
    if (end == std::string_view::npos) break;
    packed.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace carillon
