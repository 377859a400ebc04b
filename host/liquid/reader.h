// A place in a template's source, and the words and signs that tags are made of. Private to the library.
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "liquid/template.h"

namespace carillon::liquid {

// Thrown and caught within compilation only: one tag's parsing is left by it, the next one's begins.
struct SyntaxFault {
  std::size_t at;
  std::string message;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  std::size_t at() const { return at_; }
  void go(std::size_t at) { at_ = at; }
  bool ended() const { return at_ >= text_.size(); }
  // 0 behind the end.
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool follows(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  void skip_space() {
    while (!ended() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  // After blanks; takes it when it is there.
  bool take(char c) {
    skip_space();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view expected) {
    const std::size_t before = at_;
    if (word() == expected) return true;
    at_ = before;
    return false;
  }
  // Letters, digits, _ and, within, -. Empty when something else follows.
  std::string_view word() {
    skip_space();
    const std::size_t from = at_;
    while (!ended() && in_word(from)) ++at_;
    return text_.substr(from, at_ - from);
  }
  // What follows, cut, for a message.
  std::string found() const { return ended() ? "the end" : "\"" + std::string(text_.substr(at_, 12)) + "\""; }

 private:
  bool in_word(std::size_t from) const {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (std::isalnum(c) != 0 || c == '_' || c >= 0x80) return true;
    return c == '-' && at_ > from && peek(1) != '}' && peek(1) != '%' && peek(1) != ' ';
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace carillon::liquid
