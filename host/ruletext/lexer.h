// A text cut into tokens. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ruletext/ruletext.h"

namespace carillon::ruletext {

enum class Kind {
  kName,      // a keyword, field or operator: letters, digits, _ and dots
  kQuoted,    // a name in backticks, never a keyword
  kText,      // in quotes
  kNumber,    // as written
  kDuration,  // 30d
  kDate,      // 2025-01-31, 2025-01-31T10:00:00Z
  kSign,      // a comparison, a bracket, a comma, a colon, a percent sign
  kEnd
};

struct Token {
  Kind kind = Kind::kEnd;
  std::string text;      // decoded
  std::string capitals;  // of kName: as a keyword
  std::size_t column = 1;
};

// More words than any rule needs that still fits its other limits.
inline constexpr std::size_t kMaxTokens = 30'000;

// The last token is kEnd, one past the last character.
std::variant<std::vector<Token>, Fault> cut(std::string_view text);

// "the end of the text", "the number 10", "\"AND\"": a token for people.
std::string found_words(const Token& token);

}  // namespace carillon::ruletext
