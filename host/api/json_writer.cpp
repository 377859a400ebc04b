#include "api/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <carillon/utf8.hpp>

#include "base/ids.h"
#include "base/time_text.h"

namespace carillon::api {

void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
  separate();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  constexpr double kLargestPlain = 1e15;
  std::array<char, 64> text;
  const bool plain = std::abs(number) < kLargestPlain && (number == 0 || std::abs(number) >= 1e-6);
  const auto end =
      plain ? std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed)
            : std::to_chars(text.data(), text.data() + text.size(), number);
  return raw(std::string_view(text.data(), static_cast<std::size_t>(end.ptr - text.data())));
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts) {
  begin_array();
  for (const auto& text : texts) value(text);
  return end_array();
}

JsonWriter& JsonWriter::value(const json::value& tree) {
  switch (tree.kind()) {
    case json::kind::null:
      return null();
    case json::kind::bool_:
      return value(tree.get_bool());
    case json::kind::int64:
      return value(tree.get_int64());
    case json::kind::uint64:
      return value(tree.get_uint64());
    case json::kind::double_:
      return value(tree.get_double());
    case json::kind::string:
      return value(std::string_view(tree.get_string()));
    case json::kind::array:
      begin_array();
      for (const auto& item : tree.get_array()) value(item);
      return end_array();
    case json::kind::object:
      begin_object();
      for (const auto& [name, item] : tree.get_object()) key(name).value(item);
      return end_object();
  }
  return *this;
}

JsonWriter& JsonWriter::id(std::string_view name, std::int64_t id) { return key(name).value(id_text(id)); }

JsonWriter& JsonWriter::time(std::string_view name, std::optional<std::int64_t> us) {
  key(name);
  return us ? value(time_text(*us)) : null();
}

void JsonWriter::quote(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  static constexpr auto is_plain = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
  };
  out_ += '"';
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    out_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      const std::size_t length = utf8_length(text);
      out_ += length == 0 ? std::string_view("\\ufffd") : text.substr(0, length);
      text.remove_prefix(length == 0 ? 1 : length);
      continue;
    }
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\n') {
      out_ += "\\n";
    } else {
      out_ += "\\u00";
      out_ += kHex[byte >> 4U];
      out_ += kHex[byte & 15U];
    }
    text.remove_prefix(1);
  }
  out_ += '"';
}

std::string to_json(const json::value& tree) {
  std::string out;
  JsonWriter(out).value(tree);
  return out;
}

}  // namespace carillon::api
