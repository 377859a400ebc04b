// Compact JSON, written straight into a string: lists and bulk answers build no tree.
//
// Decimals come out as exact digits, doubles in their shortest form; bytes that are not UTF-8 as U+FFFD.
// Commas are the writer's; balance of begin and end is the caller's. One thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

#include "base/json.h"

namespace carillon::api {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool yes) { return raw(yes ? "true" : "false"); }
  template <std::integral T>
  requires(!std::same_as<T, bool>) JsonWriter& value(T number) { return raw(std::to_string(number)); }
  JsonWriter& value(double number);
  JsonWriter& value(Decimal number) { return raw(to_text(number)); }
  JsonWriter& value(const std::vector<std::string>& texts);
  JsonWriter& value(const json::value& tree);
  JsonWriter& null() { return raw("null"); }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  // One JSON value that is already text.
  JsonWriter& raw(std::string_view text);

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  // An id as text, a time in RFC 3339.
  JsonWriter& id(std::string_view name, std::int64_t id);
  JsonWriter& time(std::string_view name, std::optional<std::int64_t> us);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);

  std::string& out_;
  bool comma_ = false;
};

// A JSON tree as text, with numbers in plain form.
std::string to_json(const json::value& tree);

}  // namespace carillon::api
