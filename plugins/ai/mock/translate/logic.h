// AND, OR and NOT among the parts of a sentence, as a reader would group them.
//
// How tightly a word joins is in connective.h. A clause opened by "who" is a group of its own. What may be
// grouped in two ways is told. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "translate/frame.h"
#include "translate/units.h"

namespace carillon::translate {

struct Grouped {
  std::optional<Rule> rule;  // none: nothing is asked for
  std::string refusal;
  std::vector<std::string> notes;
  bool everybody = false;  // "all customers" was said
};

Grouped group(const Assembly& assembly, const Shop& shop);

}  // namespace carillon::translate
