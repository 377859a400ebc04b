// The threads that run handlers, behind a queue of bounded length.
//
// Thread safety: every function from any thread; stop() once.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace carillon::http {

class WorkPool {
 public:
  // Something to be run on a thread of the pool. run() must not throw.
  class Task {
   public:
    virtual void run() = 0;

   protected:
    ~Task() = default;
  };

  WorkPool(std::size_t threads, std::size_t queue_limit);
  ~WorkPool();

  // False when as many tasks as the limit already wait for a thread.
  bool try_submit(std::shared_ptr<Task> task);

  // For work that continues something already admitted; it is never refused.
  void resume(std::shared_ptr<Task> task);

  std::size_t queue_depth() const { return waiting_.load(std::memory_order_relaxed); }

  // Waits for running tasks; those that still wait never run.
  void stop();

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
  std::size_t queue_limit_;
  std::atomic<std::size_t> waiting_{0};
};

}  // namespace carillon::http
