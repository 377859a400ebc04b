// Events that wait to be written, in the order in which they came, where all that happens to one message
// while it waits is one event: a receipt that follows its answer at once costs no second write.
//
// Invariants: what is taken does to each message what the events as they were pushed would have done,
// whatever state they found; an event is never written later than those that came after it.
//
// Thread safety: one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "delivery/event.h"

namespace carillon::delivery {

class EventQueue {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // False: it became a part of an event that waits already.
  bool push(Event event, Instant now);

  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  Instant oldest() const { return waiting_.front().since; }  // REQUIRES: not empty

  // Appends to `out` those that wait since `upto` or longer, at most `most`. Answers how many.
  std::size_t take(std::size_t most, Instant upto, std::vector<Event>& out);

 private:
  struct Waiting {
    Event event;
    Instant since;
  };
  std::deque<Waiting> waiting_;
  std::uint64_t taken_ = 0;  // events ever taken: the number of the first that waits
  std::unordered_map<MessageKey, std::uint64_t, MessageKeyHash> numbers_;  // of each message's newest event
};

}  // namespace carillon::delivery
