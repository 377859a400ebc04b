// Differential checks: random schema rows and random expressions, to which the store must give the answers of
// the reference. The same seed asks the same questions.
#pragma once

#include <string>
#include <vector>

#include "store.h"

namespace carillon::conformance {

// Each answers what differed; empty: all is well. Each needs a store without these collections.
std::vector<std::string> check_predicates(Store& store, unsigned seed);
std::vector<std::string> check_values(Store& store, unsigned seed);
std::vector<std::string> check_aggregates(Store& store, unsigned seed);

}  // namespace carillon::conformance
