// This host's right to consume one stream, as far as it can be sure of it.
//
// It ends by itself when it is not renewed in time; an ended one is never renewed, only taken anew, as
// another host may have had it in between. Thread safety: all calls from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "queueing/port.h"

namespace carillon::queueing {

class Lease {
 public:
  using Clock = std::chrono::steady_clock;
  Lease(const Port& port, std::string_view stream, std::string owner, std::chrono::milliseconds length)
      : port_(port), stream_(stream), owner_(std::move(owner)), length_(length) {}

  Status take() {
    const std::scoped_lock lock(mutex_);
    const auto before = Clock::now();
    Status done = port_.hold(stream_, owner_, length_);
    set(done ? before + usable() : Clock::time_point{});
    return done;
  }

  // An error leaves it to end in its time, unless it is another's already.
  void renew() {
    const std::scoped_lock lock(mutex_);
    if (!is_mine()) return;
    const auto before = Clock::now();
    const Status done = port_.hold(stream_, owner_, length_);
    if (!is_mine()) return;
    if (done) set(before + usable());
    if (!done && done.error().status == CRL_E_CONFLICT) set({});
  }

  void release() {
    const std::scoped_lock lock(mutex_);
    if (!is_mine()) return;
    set({});
    // When it cannot be said, the lease ends by itself.
    const Status done = port_.release(stream_, owner_);
    (void)done;
  }

  bool is_mine() const { return Clock::now().time_since_epoch().count() < until_; }
  std::string_view stream() const { return stream_; }
  const std::string& owner() const { return owner_; }

 private:
  // What is begun just before the end must end before another begins.
  Clock::duration usable() const { return length_ * 3 / 4; }
  void set(Clock::time_point until) { until_ = until.time_since_epoch().count(); }

  const Port& port_;
  const std::string_view stream_;
  const std::string owner_;
  const std::chrono::milliseconds length_;
  std::atomic<Clock::rep> until_{0};
  std::mutex mutex_;  // one call to the queue at a time: what is released must not be renewed behind it
};

}  // namespace carillon::queueing
