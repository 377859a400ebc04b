// What a storage does beyond what scripts can say: many rows, large values, several sessions at once.
//
// Each answers what was found wrong; empty: all is well. Each needs a store without its collections.
#pragma once

#include "suite.h"

namespace carillon::conformance {

Findings check_extremes(Store& store);
Findings check_transactions(Store& store);
Findings check_cursors(Store& store);
Findings check_cancel(Store& store);
Findings check_many(Store& store);
Findings check_claims(Store& store);  // claims.cpp

}  // namespace carillon::conformance
