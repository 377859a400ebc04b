// A mutex that can be waited for, for a while. Unlike std::timed_mutex it is made of parts that
// ThreadSanitizer knows.
//
// Thread safety: as any mutex; not recursive. For std::scoped_lock and std::unique_lock.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace carillon::index {

class Turn {
 public:
  void lock() {
    std::unique_lock lock(mutex_);
    free_.wait(lock, [&] { return !taken_; });
    taken_ = true;
  }
  bool try_lock_for(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (!free_.wait_for(lock, patience, [&] { return !taken_; })) return false;
    taken_ = true;
    return true;
  }
  void unlock() {
    {
      const std::scoped_lock lock(mutex_);
      taken_ = false;
    }
    free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;  // guarded by mutex_
};

}  // namespace carillon::index
