#include "delivery/event_queue.h"

#include <utility>

namespace carillon::delivery {

bool EventQueue::push(Event event, Instant now) {
  if (event.key.campaign != 0) {
    const std::uint64_t next = taken_ + waiting_.size();
    const auto [known, is_new] = numbers_.try_emplace(event.key, next);
    if (!is_new) {
      if (merge(waiting_[known->second - taken_].event, event)) return false;
      known->second = next;
    }
  }
  waiting_.push_back({std::move(event), now});
  return true;
}

std::size_t EventQueue::take(std::size_t most, Instant upto, std::vector<Event>& out) {
  std::size_t n = 0;
  for (; n < most && !waiting_.empty() && oldest() <= upto; ++n) {
    Event& event = waiting_.front().event;
    const auto known = numbers_.find(event.key);
    if (known != numbers_.end() && known->second == taken_) numbers_.erase(known);
    out.push_back(std::move(event));
    waiting_.pop_front();
    ++taken_;
  }
  return n;
}

}  // namespace carillon::delivery
