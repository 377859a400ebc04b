// What the ledger holds of the campaigns that run or are paused, and whether their books balance. For
// /metrics.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "store/counters.h"
#include "store/records.h"

namespace carillon::delivery {

struct LedgerSums {
  std::map<store::MessageState, std::int64_t> by_state;
  std::int64_t campaigns = 0;
  std::int64_t unbalanced = 0;  // campaigns whose audience is not the sum of their messages; always 0
};

// REQUIRES: both are of one snapshot of storage.
inline LedgerSums sum_up(std::span<const store::Campaign> campaigns,
                         std::span<const store::Counter> counters) {
  LedgerSums sums;
  std::map<Id, std::int64_t> open;  // of each audience, what is not accounted for
  for (const auto& campaign : campaigns) open[campaign.id] = campaign.audience_size;
  for (const auto& counter : counters) {
    sums.by_state[counter.state] += counter.n;
    open[counter.campaign_id] -= counter.n;
  }
  sums.campaigns = static_cast<std::int64_t>(open.size());
  for (const auto& [id, n] : open) sums.unbalanced += n == 0 ? 0 : 1;
  return sums;
}

}  // namespace carillon::delivery
