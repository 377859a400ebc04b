// Rules as text, both ways: `(total_spend > 10000 AND city IN ("Mumbai", "Pune")) OR last_order_at NOT WITHIN
// 90d`.
//
// Only the form of a rule is known here, not which fields and operators there are: what stands for an
// operator of a plugin that nobody has heard of is its call, `op(field, argument: value)`. So every rule has
// a text, and
//   parse(print(rule)) is the rule,  print(parse(text)) is the text in its plain form.
// Both are linear in their input and refuse what is nested too deeply. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"

namespace carillon::ruletext {

inline constexpr std::size_t kMaxBytes = 256 * 1024;
inline constexpr int kMaxDepth = 64;  // brackets and NOTs within each other; a rule's own limit is lower
inline constexpr std::size_t kMaxLeaves = 256;

// Where in the text a group or a condition of the rule begins.
struct Place {
  std::string pointer;     // into the rule
  std::size_t column = 1;  // in characters, from 1
};

struct Parsed {
  json::value rule;
  std::vector<Place> places;  // in order of the rule
};

// The first thing that cannot be read.
struct Fault {
  std::size_t column = 1;  // in characters, from 1; one past the end for what is missing there
  std::string code;        // "syntax", "too_large", "too_deep"
  std::string detail;      // found, expected, and what was probably meant
};

std::variant<Parsed, Fault> parse(std::string_view text);

// nullopt for what has not the form of a rule: a condition without an operator, a group of something else.
std::optional<std::string> print(const json::value& rule);

// The column of the innermost group or condition that `pointer` lies in.
std::size_t column_of(const Parsed& parsed, std::string_view pointer);

}  // namespace carillon::ruletext
