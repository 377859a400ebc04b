// Moves of all messages of a campaign that wait or failed, with counters and tallies, in the transaction of
// whoever moves them. The statements are a few however many messages there are; only where a campaign has
// variants are the moved ones read, to know who would have got which.
//
// Thread safety: free functions; the session's thread.
#pragma once

#include <cstdint>
#include <span>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

// What is queued is skipped for `reason`. Answers how many.
Result<std::int64_t> skip_queued(store::Session& session, const store::Campaign& campaign,
                                 std::int64_t reason, std::int64_t now_us);

// What failed for one of `reasons` is queued, as at the beginning. Answers how many.
Result<std::int64_t> queue_failed(store::Session& session, const store::Campaign& campaign,
                                  std::span<const std::int64_t> reasons, std::int64_t now_us);

}  // namespace carillon::delivery
