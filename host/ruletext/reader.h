// Tokens one after the other, and the first fault: once there is one, nothing more is taken.
//
// For one thread. peek() past the end answers the end.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ruletext/lexer.h"

namespace carillon::ruletext {

class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[failed() ? tokens_.size() - 1 : std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool is_sign(std::string_view sign, std::size_t ahead = 0) const {
    return peek(ahead).kind == Kind::kSign && peek(ahead).text == sign;
  }
  bool is_word(std::string_view capitals, std::size_t ahead = 0) const {
    return peek(ahead).kind == Kind::kName && peek(ahead).capitals == capitals;
  }
  // A field, an operator, an argument: with or without backticks.
  bool is_name(std::size_t ahead = 0) const {
    return peek(ahead).kind == Kind::kName || peek(ahead).kind == Kind::kQuoted;
  }

  Token take() {
    Token out = peek();
    if (!failed()) ++at_;
    return out;
  }
  bool accept_sign(std::string_view sign) { return accept(is_sign(sign)); }
  bool accept_word(std::string_view capitals) { return accept(is_word(capitals)); }
  void expect_sign(std::string_view sign, std::string_view expected) {
    if (!accept_sign(sign)) refuse(expected);
  }
  void expect_word(std::string_view capitals, std::string_view expected) {
    if (!accept_word(capitals)) refuse(expected);
  }

  bool failed() const { return fault_.has_value(); }
  // What stands at the front is not what was expected; `remedy` is a further clause, or empty.
  void refuse(std::string_view expected, std::string_view remedy = {}) {
    std::string detail = "found " + found_words(peek()) + "; expected " + std::string(expected);
    if (!remedy.empty()) detail += "; " + std::string(remedy);
    fail({peek().column, "syntax", std::move(detail)});
  }
  void fail(Fault fault) {
    if (!fault_) fault_ = std::move(fault);
  }
  Fault& fault() { return *fault_; }

 private:
  bool accept(bool matches) {
    matches = matches && !failed();
    if (matches) ++at_;
    return matches;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace carillon::ruletext
