// Customers on whom two rules that mean something else tell themselves apart: their values lie on and beside
// the borders that the rules name.
#pragma once

#include "audience/shop.h"
#include "base/json.h"

namespace carillon::test {

audience::testing::Shop population(const json::value& one, const json::value& other, std::int64_t now_us);

}  // namespace carillon::test
