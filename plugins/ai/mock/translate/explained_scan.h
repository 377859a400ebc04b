// A cursor over the words in which rules are explained: literals, numbers, texts, moments, lengths.
//
// What does not match leaves the cursor where it was. Borrows the text; for one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::translate {

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  void back_to(std::size_t at) { at_ = at; }
  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }

  bool eat(std::string_view literal);
  // `made` answers something that says whether it found anything; if not, the cursor goes back.
  template <class Make>
  auto attempt(const Make& made) {
    const std::size_t from = at_;
    auto out = made();
    if (!out) at_ = from;
    return out;
  }

  // "1,234.5", as JSON
  std::optional<std::string> number();
  // A text in quotes, those within it doubled. One that was cut short ("...") is only read if it need not be
  // whole.
  std::optional<std::string> quoted(bool whole = true);
  // "31 January 2025" as 2025-01-31, "31 January 2025 04:35 UTC" as 2025-01-31T04:35:00Z
  std::optional<std::string> moment();
  // "30 days" as 30d
  std::optional<std::string> length();
  // A value as JSON: a text, a moment, a number, yes or no
  std::optional<std::string> value();
  // "a, b or c"
  std::vector<std::string> values();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace carillon::translate
