// What a batch of rows does to storage, within one write transaction that the caller holds.
//
// Rows are applied in order; the same external_id twice in a batch is a create and then an update. Outcomes
// are only true once the caller has committed. An Error concerns the whole batch: roll back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "ingest/ingest.h"
#include "store/session.h"

namespace carillon::ingest {

struct Stamp {
  IdSource& ids;
  std::int64_t now_us;
};

Result<std::vector<Outcome>> apply_customers(store::Session& session,
                                             std::span<const CustomerInput* const> rows, Stamp stamp);

Result<std::vector<Outcome>> apply_orders(store::Session& session, std::span<const OrderInput* const> rows,
                                          Stamp stamp);

}  // namespace carillon::ingest
