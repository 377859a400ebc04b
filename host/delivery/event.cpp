#include "delivery/event.h"

#include <algorithm>

namespace carillon::delivery {

namespace {

bool may_move(MessageState from, MessageState to) {
  const auto allowed = moves_from(to);
  return std::find(allowed.begin(), allowed.end(), from) != allowed.end();
}

// Whether `target` can be reached from wherever `other` can.
bool comes_from_all_of(MessageState target, MessageState other) {
  const auto from = moves_from(other);
  return std::all_of(from.begin(), from.end(), [&](MessageState state) { return may_move(state, target); });
}

}  // namespace

bool merge(Event& before, Event& after) {
  if ((before.chunk != nullptr && after.chunk != nullptr) || (before.ref != nullptr && after.ref != nullptr))
    return false;
  const auto is_plain = [](const Event& e) {
    return e.target != MessageState::kSending && e.target != MessageState::kQueued;
  };
  if (!is_plain(before) || !is_plain(after)) return false;
  const bool leads_on =
      may_move(before.target, after.target) && comes_from_all_of(after.target, before.target);
  if (!leads_on && !comes_from_all_of(before.target, after.target)) return false;
  before.attempts = std::max(before.attempts, after.attempts);
  if (leads_on) {
    before.target = after.target;
    before.reason = after.reason;
  }
  if (after.chunk != nullptr) before.chunk = std::move(after.chunk);
  if (after.ref != nullptr) before.ref = std::move(after.ref);
  return true;
}

void coalesce(std::vector<Event>& events, std::vector<std::shared_ptr<ChunkWork>>& settled) {
  for (Event& event : events) {
    if (event.chunk == nullptr) continue;
    settled.push_back(std::move(event.chunk));
    event.answers = true;
  }
  std::erase_if(events, [](const Event& e) { return e.target == MessageState::kSending; });
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (kept > 0 && events[kept - 1].key == events[i].key) {
      Event& before = events[kept - 1];
      before.attempts = std::max(before.attempts, events[i].attempts);
      before.answers = before.answers || events[i].answers;
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
