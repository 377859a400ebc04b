#include "database.h"

#include <chrono>

namespace carillon::memory {

namespace {

constexpr std::chrono::seconds kLongestWait{5};

}  // namespace

std::shared_ptr<const State> Database::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Status Database::take_turn(const std::atomic<bool>& cancelled) {
  std::unique_lock lock(mutex_);
  const bool free = turn_ended_.wait_for(lock, kLongestWait, [&] { return !taken_ || cancelled; });
  if (cancelled) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
  if (!free) return unavailable("another session has been writing for 5 seconds; try again");
  taken_ = true;
  return {};
}

void Database::end_turn() {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  turn_ended_.notify_all();
}

void Database::wake() {
  { const std::lock_guard lock(mutex_); }  // whoever is about to wait has seen the flag, or waits by now
  turn_ended_.notify_all();
}

void Database::publish(State state) {
  auto next = std::make_shared<const State>(std::move(state));
  const std::lock_guard lock(mutex_);
  current_.swap(next);  // the old state goes after the lock
}

}  // namespace carillon::memory
