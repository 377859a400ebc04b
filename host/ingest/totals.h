// A customer's totals, kept by difference as orders come, repeat and are corrected.
#pragma once

#include <optional>

#include "store/customer_totals.h"
#include "store/records.h"

namespace carillon::ingest {

// Takes one order out of the totals of a customer and puts another in; either may be absent or not counted.
// Answers false, and changes nothing, when a total would leave the range of money. `stale_span` is set when
// the first or last order may be another one now, which only storage knows.
bool adjust(store::CustomerTotals& customer, const store::Order* out, const store::Order* in,
            bool& stale_span);

// Half away from zero to 1/10000; nullopt without orders.
std::optional<Decimal> average(Decimal total, std::int64_t count);

}  // namespace carillon::ingest
