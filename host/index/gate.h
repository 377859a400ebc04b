// Many readers or one writer, where a waiting writer is not passed by readers that come after it.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace carillon::index {

class Gate {
 public:
  std::shared_lock<std::shared_mutex> read() {
    const std::scoped_lock turn(turn_);
    return std::shared_lock(mutex_);
  }
  std::unique_lock<std::shared_mutex> write() {
    const std::scoped_lock turn(turn_);
    return std::unique_lock(mutex_);
  }

 private:
  std::mutex turn_;
  std::shared_mutex mutex_;
};

}  // namespace carillon::index
