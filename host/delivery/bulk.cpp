#include "delivery/bulk.h"

#include <algorithm>
#include <vector>

#include "delivery/campaign_options.h"
#include "delivery/split.h"
#include "store/counters.h"
#include "store/messages.h"
#include "store/tallies.h"

namespace carillon::delivery {

namespace {

using store::MessageState;

// Later than what any earlier move of the campaign wrote, so that what is moved now can be told by it.
std::int64_t stamp(const store::Campaign& campaign, std::int64_t now_us) {
  return std::max(now_us, campaign.updated_at + 1);
}

// REQUIRES: `n` messages of the campaign, and no others, came from `from` by `move` in this transaction.
Status tally(store::Session& session, const store::Campaign& campaign, MessageState from,
             const store::Move& move, std::int64_t n) {
  if (n == 0) return {};
  const Split split = split_of(campaign);
  std::vector<std::int64_t> by_variant(split.weights.size() < 2 ? 1 : split.weights.size());
  if (by_variant.size() == 1) {
    by_variant[0] = n;
  } else {
    const Status read = store::each_moved(
        session, campaign.id, move, [&](Id customer) { ++by_variant[split.of(campaign.id, customer)]; });
    if (!read) return read;
  }
  store::TallyChanges changes;
  for (std::size_t i = 0; i < by_variant.size(); ++i) {
    changes.move({campaign.id, static_cast<std::int64_t>(i), move.now_us / kHourUs}, from, move.to,
                 by_variant[i]);
  }
  return store::apply(session, changes);
}

}  // namespace

Result<std::int64_t> skip_queued(store::Session& session, const store::Campaign& campaign,
                                 std::int64_t reason, std::int64_t now_us) {
  const store::Move move{MessageState::kSkipped, reason, 0, stamp(campaign, now_us)};
  const auto moved = store::move_all_messages(session, campaign.id, MessageState::kQueued, move);
  if (!moved) return moved.error();
  const auto n = static_cast<std::int64_t>(*moved);
  store::CounterChanges changes;
  changes.move(campaign.id, MessageState::kQueued, MessageState::kSkipped, reason, n);
  if (auto counted = store::apply(session, changes); !counted) return counted.error();
  if (auto told = tally(session, campaign, MessageState::kQueued, move, n); !told) return told.error();
  return n;
}

Result<std::int64_t> queue_failed(store::Session& session, const store::Campaign& campaign,
                                  std::span<const std::int64_t> reasons, std::int64_t now_us) {
  const store::Move move{MessageState::kQueued, 0, 0, stamp(campaign, now_us)};
  std::int64_t moved = 0;
  store::CounterChanges changes;
  for (const std::int64_t reason : reasons) {
    const auto n = store::requeue_messages(session, campaign.id, MessageState::kFailed, reason, move.now_us);
    if (!n) return n.error();
    moved += static_cast<std::int64_t>(*n);
    changes.add(campaign.id, MessageState::kFailed, reason, -static_cast<std::int64_t>(*n));
  }
  changes.add(campaign.id, MessageState::kQueued, 0, moved);
  if (auto counted = store::apply(session, changes); !counted) return counted.error();
  if (auto told = tally(session, campaign, MessageState::kFailed, move, moved); !told) return told.error();
  return moved;
}

}  // namespace carillon::delivery
