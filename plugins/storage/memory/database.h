// The states of the store over time: the last committed one, and the right to write the next.
//
// Thread safety: all calls from any thread; a Turn belongs to one session.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "state.h"

namespace carillon::memory {

class Database {
 public:
  // 0: no limit.
  explicit Database(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  std::shared_ptr<const State> current() const;
  std::size_t most_bytes() const { return most_bytes_; }

  // Waits for the right to write. CRL_E_UNAVAILABLE when others keep it for long, CRL_E_CANCELLED when the
  // flag is raised and wake() called.
  Status take_turn(const std::atomic<bool>& cancelled);
  void end_turn();
  void wake();
  // REQUIRES: the caller has the turn.
  void publish(State state);

 private:
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable turn_ended_;
  bool taken_ = false;
  std::shared_ptr<const State> current_ = std::make_shared<const State>();
};

}  // namespace carillon::memory
