#include "pool.h"

#include <algorithm>

namespace carillon::redis {

namespace {

constexpr std::chrono::milliseconds kShortest{50}, kLongest{2'000};

}  // namespace

Result<Pool::Lease> Pool::lease() {
  {
    const std::scoped_lock lock(mutex_);
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (!connection->is_stale()) return Lease(*this, std::move(connection));
    }
  }
  auto opened = open();
  if (!opened) return opened.error();
  return Lease(*this, std::move(opened).value());
}

Result<std::unique_ptr<Connection>> Pool::open() {
  {
    const std::scoped_lock lock(mutex_);
    if (last_failure_ && std::chrono::steady_clock::now() < again_at_) return *last_failure_;
  }
  auto opened = Connection::open(options_);
  const std::scoped_lock lock(mutex_);
  if (opened) {
    pause_ = std::chrono::milliseconds(0);
    last_failure_.reset();
    return opened;
  }
  pause_ = std::clamp(pause_ * 2, kShortest, kLongest);
  again_at_ = std::chrono::steady_clock::now() + pause_;
  last_failure_ = opened.error();
  return opened;
}

void Pool::clear() {
  const std::scoped_lock lock(mutex_);
  idle_.clear();
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection->is_broken()) return;
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < options_.idle_connections) idle_.push_back(std::move(connection));
}

}  // namespace carillon::redis
