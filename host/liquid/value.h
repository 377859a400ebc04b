// A value while a template is rendered. Private to the library.
//
// Texts, items and nodes are borrowed: from the input, the program or the rendering's arena.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <carillon/value.hpp>

#include "base/json.h"

namespace carillon::liquid {

struct Value {
  enum class Kind : std::uint8_t {
    kMissing,
    kBool,
    kInt,
    kDecimal,  // i counts 1/10000
    kTime,     // microseconds UTC
    kDate,     // days
    kText,
    kSet,   // packed texts; see carillon/value.hpp
    kList,  // i items
    kJson,  // an object or an array
    kEmpty,
    kBlank  // what `empty` and `blank` mean beside ==
  };
  Kind kind = Kind::kMissing;
  bool html = false;     // a text that is markup already, every value in it escaped
  bool encoded = false;  // a text that is percent-encoded already
  std::int64_t i = 0;
  std::string_view s{};
  const Value* items = nullptr;
  const json::value* node = nullptr;

  static Value text(std::string_view s) { return {Kind::kText, false, false, 0, s}; }
  static Value whole(std::int64_t i) { return {Kind::kInt, false, false, i}; }
  static Value boolean(bool b) { return {Kind::kBool, false, false, b ? 1 : 0}; }
  static Value decimal(std::int64_t units) { return {Kind::kDecimal, false, false, units}; }
  static Value list(const Value* items, std::size_t n) {
    return {Kind::kList, false, false, static_cast<std::int64_t>(n), {}, items};
  }

  bool missing() const { return kind == Kind::kMissing; }
  bool truthy() const { return kind != Kind::kMissing && (kind != Kind::kBool || i != 0); }
  // Nothing that could be shown.
  bool nothing() const { return missing() || (kind == Kind::kText && s.empty()); }
  bool is_number() const { return kind == Kind::kInt || kind == Kind::kDecimal; }
  bool is_list() const {
    return kind == Kind::kList || kind == Kind::kSet || (kind == Kind::kJson && node->is_array());
  }
};

Value from_cell(const crl_value& cell);

// A number in units of 1/10000; nullopt for what is none. Texts that are numbers count.
std::optional<std::int64_t> as_units(const Value& value);
std::optional<std::int64_t> as_whole(const Value& value);

// An instant in microseconds UTC; texts are read as RFC 3339, whole numbers as Unix seconds.
std::optional<std::int64_t> as_instant(const Value& value, std::int64_t now_us);

// -1, 0, 1; nullopt when the two cannot be compared.
std::optional<int> order(const Value& a, const Value& b);
bool equal(const Value& a, const Value& b);

}  // namespace carillon::liquid
