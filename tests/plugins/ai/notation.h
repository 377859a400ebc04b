// The short form in which the sentences' meanings are written; see sentences/README.md.
#pragma once

#include <string_view>

#include "base/json.h"

namespace carillon::test {

// Throws std::runtime_error for what is no notation.
json::value rule_of(std::string_view notation);

}  // namespace carillon::test
