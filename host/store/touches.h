// Which customer was written to when, for frequency caps: one row a message, only kept while caps are
// configured and as long as their windows.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/session.h"

namespace carillon::store {

// Key: (customer_id, campaign_id, step).
struct Touch {
  Id customer_id = 0, campaign_id = 0;
  std::int64_t step = 0;
  std::int64_t channel = 0;  // a hash of its name
  std::int64_t at = 0;
};

// Keeps others from deciding about these customers until the transaction ends.
Status lock_customers(Session& session, std::span<const Id> customers);
Status read_touches(Session& session, std::span<const Id> customers, std::int64_t since_us,
                    const std::function<void(const Touch&)>& row);
// Those that are there already stay as they are.
Status put_touches(Session& session, std::span<const Touch> touches);
// At most `most` of those before `until_us`.
Result<std::uint64_t> prune_touches(Session& session, std::int64_t until_us, std::size_t most);

}  // namespace carillon::store
