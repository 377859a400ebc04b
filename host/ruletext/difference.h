// What changed between two rules, in terms of their conditions. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace carillon::ruletext {

struct Change {
  enum class Kind { kAdded, kRemoved, kChanged };
  Kind kind = Kind::kChanged;
  // Of an added one there is nothing before, of a removed one nothing after.
  std::string pointer_before, pointer_after;
  json::value before, after;  // the conditions
};

struct Difference {
  std::vector<Change> changes;  // removed and changed ones in order of the first rule, then added ones
  bool regrouped = false;       // what stayed is joined in another way
};

// Equal conditions are matched wherever they stand; of the others those about the same thing (field and
// operator, then field, then operator) count as changed.
Difference difference(const json::value& before, const json::value& after);

}  // namespace carillon::ruletext
