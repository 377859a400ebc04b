#include "api/http/work_pool.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace carillon::http {

struct WorkPool::Threads {
  explicit Threads(std::size_t count) : pool(count) {}
  boost::asio::thread_pool pool;
};

WorkPool::WorkPool(std::size_t threads, std::size_t queue_limit)
    : threads_(std::make_unique<Threads>(threads)), queue_limit_(queue_limit) {}

WorkPool::~WorkPool() { stop(); }

bool WorkPool::try_submit(std::shared_ptr<Task> task) {
  if (waiting_.fetch_add(1, std::memory_order_relaxed) >= queue_limit_) {
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  boost::asio::post(threads_->pool, [this, task = std::move(task)] {
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    task->run();
  });
  return true;
}

void WorkPool::resume(std::shared_ptr<Task> task) {
  boost::asio::post(threads_->pool, [task = std::move(task)] { task->run(); });
}

void WorkPool::stop() {
  threads_->pool.stop();
  threads_->pool.join();
}

}  // namespace carillon::http
