// Literals compared by exact value, as storage compares them. Pure.
#pragma once

#include <compare>

#include <carillon/abi/core.h>

namespace carillon::audience {

// REQUIRES: neither is missing, both of one type that has an order, or both numbers.
std::strong_ordering compare_values(const crl_value& a, const crl_value& b);

}  // namespace carillon::audience
