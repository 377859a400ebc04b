// The promises that rows of different collections keep to each other, checked and mended.
//
//   totals    a customer's totals equal the sums over the counted orders
//   ledger    a campaign's counters equal its messages by state and reason, and they make up its audience
//   tallies   what its messages reached, by variant and hour, adds up to where they are now (store/tallies.h)
//   orphans   no row belongs to one that is not there
//
// Each comparison is of one instant, so a host may be at work meanwhile; memory does not grow with the rows.
// Repairs set what is derived (totals, counters) to what it is derived from and remove orphans that mean
// nothing alone; an order without a customer is only told.
// Thread safety: one thread; others may use the database.
#pragma once

#include <carillon/result.hpp>

#include "store/database.h"
#include "upkeep/report.h"

namespace carillon::upkeep {

Status check_totals(store::Database& database, const Options& options);
Status check_ledger(store::Database& database, const Options& options);
Status check_tallies(store::Database& database, const Options& options);
Status check_orphans(store::Database& database, const Options& options);

}  // namespace carillon::upkeep
