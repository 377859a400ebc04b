// The part of a customer that changes with the orders, read and written without the rest: whoever stores
// orders by the thousand moves a third of the bytes, and in place.
//
// Thread safety: that of the session.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

struct CustomerTotals {
  Id id = 0;
  std::string external_id;
  std::int64_t created_at = 0, updated_at = 0;
  Decimal total_spend;
  std::int64_t order_count = 0;
  std::optional<Decimal> avg_order_value;
  Moment first_order_at, last_order_at;
};

// Those of customers that exist, in no order. `lock`: they stay as they are until the transaction ends.
Result<std::vector<CustomerTotals>> totals_by_external_id(Session& session,
                                                          std::span<const std::string_view> external_ids,
                                                          bool lock);
Result<std::vector<CustomerTotals>> totals_by_id(Session& session, std::span<const Id> ids, bool lock);

// Of customers that exist; created_at and external_id stay as they are stored.
Status replace_totals(Session& session, std::span<const CustomerTotals> customers);

}  // namespace carillon::store
