// Where time comes from. Everything that asks the time is given a Clock, so that tests can move it.
//
// Thread safety: all calls from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace carillon {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970, UTC.
  virtual std::int64_t now_us() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t now_us() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

// Stands still until it is moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_us) : now_us_(start_us) {}
  std::int64_t now_us() const override { return now_us_.load(); }
  void advance(std::chrono::microseconds by) { now_us_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_us_;
};

}  // namespace carillon
