// Runs a conformance script (see README.md) against a store. A script needs a store of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store.h"

namespace carillon::conformance {

// What did not come out as the script says, each with its line; empty: all is well.
std::vector<std::string> run_script(Store& store, std::string_view script);

}  // namespace carillon::conformance
