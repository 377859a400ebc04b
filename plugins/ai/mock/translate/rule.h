// A rule being made: groups and leaves, written as JSON at the end. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::translate {

struct Rule {
  enum class Kind { kLeaf, kAll, kAny, kNot };
  Kind kind = Kind::kAll;
  std::vector<std::pair<std::string, std::string>> members;  // of a leaf: name, JSON
  std::vector<Rule> parts;

  std::string json() const;
  friend bool operator==(const Rule&, const Rule&) = default;
};

std::string json_text(std::string_view text);  // with quotes
std::string json_list(const std::vector<std::string>& texts);

Rule leaf(std::vector<std::pair<std::string, std::string>> members);
Rule field_leaf(std::string_view field, std::string_view op, std::string json_value);
Rule bare_leaf(std::string_view field, std::string_view op);  // without a value
// Groups of one are that one; groups within groups of their kind are opened.
Rule all_of(std::vector<Rule> parts);
Rule any_of(std::vector<Rule> parts);
Rule negation(Rule rule);

}  // namespace carillon::translate
