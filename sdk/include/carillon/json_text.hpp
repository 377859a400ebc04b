// Writing JSON: an escaper and a writer that puts the commas. Reading is the host's: Host::parse_json().
//
//   JsonText out;
//   out.object().key("name").text("Ann \"A\"").key("ages").array().integer(3).integer(5).end().end();
//   out.str()  ->  {"name":"Ann \"A\"","ages":[3,5]}
//
// A value type for one thread. The caller balances object()/array() with end() and gives every member of an
// object a key. Texts must be UTF-8; they are passed on as they are but for what JSON must escape.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "value.hpp"

namespace carillon {

// Appends text as a JSON string, quotes included.
inline void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (const auto u = static_cast<unsigned char>(c); u < 0x20 || u == 0x7f) {
          out += "\\u00";
          out += kHex[u >> 4];
          out += kHex[u & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

class JsonText {
 public:
  JsonText& object() { return open('{', '}'); }
  JsonText& array() { return open('[', ']'); }
  JsonText& end() {
    out_ += closers_.back();
    closers_.pop_back();
    first_ = false;
    return *this;
  }
  JsonText& key(std::string_view name) {
    separate();
    append_json(out_, name);
    out_ += ':';
    first_ = true;  // the value that follows stands beside its key
    return *this;
  }
  JsonText& text(std::string_view s) {
    separate();
    append_json(out_, s);
    return *this;
  }
  JsonText& integer(std::int64_t i) { return raw(std::to_string(i)); }
  JsonText& boolean(bool b) { return raw(b ? "true" : "false"); }
  JsonText& null() { return raw("null"); }
  JsonText& decimal(Decimal d) { return raw(to_text(d)); }
  // JSON has no NaN and no infinity: they become null.
  JsonText& number(double f) {
    if (!std::isfinite(f)) return null();
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, f);
    return raw(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
  }
  // A value that is JSON already.
  JsonText& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonText& open(char opener, char closer) {
    separate();
    out_ += opener;
    closers_ += closer;
    first_ = true;
    return *this;
  }
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string out_;
  std::string closers_;
  bool first_ = true;
};

}  // namespace carillon
