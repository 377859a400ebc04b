// Tells callers that their rows are durable, on one thread beside the one that commits, so that the next
// commit does not wait for the answers of the last.
//
// Thread safety: post() from any thread; calls run in the order of their posting. The destructor runs what
// was posted.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace carillon::ingest {

class Completions {
 public:
  // Must not throw.
  using Call = std::function<void()>;

  Completions();
  ~Completions();
  Completions(const Completions&) = delete;
  Completions& operator=(const Completions&) = delete;

  void post(std::vector<Call> calls);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Call> waiting_;  // guarded by mutex_
  bool stopping_ = false;      // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::ingest
