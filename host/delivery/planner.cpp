#include "delivery/planner.h"

#include <utility>

namespace carillon::delivery {

void Planner::start() {
  thread_ = std::thread([this] { run(); });
}

void Planner::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Planner::want(Id campaign) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(campaign);
  }
  wanted_.notify_one();
}

void Planner::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wanted_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Id campaign = queue_.front();
    queue_.pop_front();
    lock.unlock();
    tell_(campaign, take_(campaign));
    lock.lock();
  }
}

}  // namespace carillon::delivery
