#include "delivery/event.h"

#include <algorithm>

namespace carillon::delivery {

namespace {

bool may_move(MessageState from, MessageState to) {
  const auto allowed = moves_from(to);
  return std::find(allowed.begin(), allowed.end(), from) != allowed.end();
}

}  // namespace

void coalesce(std::vector<Event>& events, std::vector<std::shared_ptr<ChunkWork>>& settled) {
  for (Event& event : events) {
    if (event.chunk != nullptr) settled.push_back(std::move(event.chunk));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (kept > 0 && events[kept - 1].key == events[i].key) {
      Event& before = events[kept - 1];
      before.attempts = std::max(before.attempts, events[i].attempts);
      if (may_move(before.target, events[i].target)) {
        before.target = events[i].target;
        before.reason = events[i].reason;
      }
      continue;
    }
    if (kept != i) events[kept] = std::move(events[i]);
    ++kept;
  }
  events.resize(kept);
}

}  // namespace carillon::delivery
