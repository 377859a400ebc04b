// What explained conditions are made of: comparisons, windows, which orders. The words are those in which a
// host explains rules. For one thread and one text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "translate/explained_scan.h"
#include "translate/rule.h"

namespace carillon::translate {

using Members = std::vector<std::pair<std::string, std::string>>;
using Read = std::optional<Rule>;

struct Worded {
  std::string_view words, name;
};
inline constexpr Worded kCompares[] = {{"more than ", "gt"}, {"at least ", "gte"}, {"less than ", "lt"},
                                       {"at most ", "lte"},  {"exactly ", "eq"},   {"not ", "ne"}};

std::string object_of(const Members& members);
std::string list_of(const std::vector<std::string>& values);
Rule operation(std::string_view op, Members members = {});

class ExplainedParts {
 protected:
  explicit ExplainedParts(std::string_view text) : in_(text) {}

  // "more than 1, less than 5 and not 3" as {"gt":1,"lt":5,"ne":3}
  std::optional<std::string> compare();
  bool compare_part(Members& out);
  void window(Members& out);
  // What orders are spoken of; false: it began and did not end.
  bool which(Members& out, std::string_view of = "");
  std::optional<std::string> word();
  bool amount(Members& out);
  bool item(Members& out);
  bool item_part(Members& out, Members& of_item);

  Scan in_;
};

}  // namespace carillon::translate
