// What a batch of rows does to storage, within one write transaction that the caller holds.
//
// Rows are applied in order; the same external_id twice in a batch is a create and then an update. Outcomes
// are only true once the caller has committed. An Error concerns the whole batch: roll back.
#pragma once

#include <algorithm>
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
  bool dry = false;  // judge only: nothing is written, and a read transaction will do
  // Rows are taken for new without a look; one that is not makes it CRL_E_CONFLICT.
  bool taken_for_new = false;
};

// The time of a change to what was last changed `before`: later than that even when the clock was set back,
// so that a changed row never has the time of another state of it.
inline std::int64_t after(std::int64_t before, const Stamp& stamp) {
  return std::max(stamp.now_us, before + 1);
}

// Why a row is rejected whose stored state is not the one that its sender knew.
inline Issue changed_meanwhile() {
  return {"", "changed", "it was changed by somebody else meanwhile; read it again and repeat the change"};
}

Result<std::vector<Outcome>> apply_customers(store::Session& session,
                                             std::span<const CustomerInput* const> rows, Stamp stamp);

Result<std::vector<Outcome>> apply_orders(store::Session& session, std::span<const OrderInput* const> rows,
                                          Stamp stamp);

}  // namespace carillon::ingest
