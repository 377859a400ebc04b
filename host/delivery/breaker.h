// Stops offering messages to a channel that fails them all, and tries it again with a few.
//
// Closed: everything goes. Open, after enough failures that are the channel's own (unreachable, time-outs,
// refused credentials) and hardly a success among them: nothing goes for a while, each time for longer. Half
// open: a few messages go; a success closes it, a failure opens it again. Thread safety: all calls from any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include <carillon/abi/core.h>

namespace carillon::delivery {

struct BreakerOptions {
  std::uint32_t failures = 20;        // in a row, or nearly: a success takes back half of them
  std::int64_t pause_us = 2'000'000;  // of the first opening; doubles
  std::int64_t longest_us = 60'000'000;
  std::size_t probes = 5;  // messages of a half-open state
};

class Breaker {
 public:
  enum class State { kClosed, kOpen, kHalfOpen };

  explicit Breaker(BreakerOptions options = {}) : options_(options) {}

  // How many of `wanted` may be offered now.
  std::size_t allow(std::size_t wanted, std::int64_t now_us);
  // Of those allowed, these were not taken by the channel.
  void unused(std::size_t n);
  // A message's completion. Answers true when this opened the breaker.
  bool note(crl_status status, std::int64_t now_us);

  State state(std::int64_t now_us) const;

 private:
  const BreakerOptions options_;
  mutable std::mutex mutex_;
  std::uint32_t failures_ = 0;   // guarded by mutex_, as all below
  std::int64_t open_until_ = 0;  // 0: closed
  std::int64_t pause_us_ = 0;
  std::size_t probing_ = 0;  // messages out in the half-open state
};

}  // namespace carillon::delivery
