#include "index/watch.h"

#include <random>

#include "telemetry/log.h"

namespace carillon::index {

namespace {

constexpr std::chrono::minutes kPruneEvery{1};

Id random_host() {
  std::random_device device;
  const std::uint64_t high = device();
  return static_cast<Id>(((high << 32) | device()) >> 1);
}

}  // namespace

Watch::Watch(store::Database& database, Index& index, const Clock& clock, WatchOptions options)
    : database_(database), index_(index), options_(options) {
  if (options_.shared) feed_ = std::make_unique<Feed>(database, clock, random_host());
}

Watch::~Watch() { stop(); }

void Watch::start() {
  database_.listen(this);
  // What others commit from here on is heard of; only then may the index begin to read.
  bool opened = true;
  if (feed_ && options_.follows) {
    const Status done = feed_->open();
    opened = done.ok();
  }
  index_.start();
  if (!opened) {
    store::Changes all;
    all.everything = true;
    index_.note(all);
  }
  if (feed_) thread_ = std::thread([this] { run(); });
}

void Watch::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(stopping_, true)) return;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
  index_.stop();
  database_.listen(nullptr);
}

void Watch::run() {
  auto prune_at = Feed::Steady::now() + kPruneEvery;
  bool told = false;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, options_.every, [&] { return stopping_; })) {
    lock.unlock();
    if (options_.follows) {
      const auto changes = feed_->poll();
      if (changes) {
        index_.note(*changes);
        index_.heard();
      } else if (!told) {
        log::warn("other hosts' changes cannot be read; the audience index may be behind",
                  {{"reason", changes.error().message}});
      }
      told = !changes.ok();
    }
    if (Feed::Steady::now() >= prune_at) {
      prune_at = Feed::Steady::now() + kPruneEvery;
      if (const Status pruned = feed_->prune(); !pruned) {
        log::debug("old changes stay for now", {{"reason", pruned.error().message}});
      }
    }
    lock.lock();
  }
}

Result<std::uint64_t> Watch::record(store::Session& session, const store::Changes& changes) {
  if (!feed_) return std::uint64_t{0};
  return feed_->write(session, changes);
}

void Watch::settled(std::uint64_t token, const store::Changes& changes, store::Outcome outcome) {
  if (feed_) feed_->settled(token, outcome);
  if (outcome != store::Outcome::kUndone) index_.note(changes);
}

}  // namespace carillon::index
