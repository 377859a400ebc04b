// CARILLON__SECTION__KEY=value: the environment as entries. A double underscore stands for the dot.
#pragma once

#include <map>
#include <string>

#include "config/entry.h"

namespace carillon::config {

using Environment = std::map<std::string, std::string>;

// Puts each variable of ours over what `entries` says. A name is matched without regard to case, and '_' for
// '-', with those that are there. A variable that names no key is a fault.
void read_environment(const Environment& environment, Entries& entries, Faults& faults);

}  // namespace carillon::config
