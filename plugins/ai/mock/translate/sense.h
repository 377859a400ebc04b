// Whether a rule asks for what nobody can be: "women and men" joined as if one could be both.
//
// Only what is certain is told: one value of a field and another, a number above and below, a condition and
// its opposite; in the whole, or in one of what "or" joins. Pure.
#pragma once

#include <optional>
#include <string>

#include "translate/rule.h"

namespace carillon::translate {

// What contradicts itself, in words; nullopt: nothing that is seen.
std::optional<std::string> contradiction(const Rule& rule);

}  // namespace carillon::translate
