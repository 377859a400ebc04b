#include "queueing/queue.h"

#include <algorithm>

namespace carillon::queueing {

namespace {

constexpr std::chrono::milliseconds kLookEvery{1'000};

}  // namespace

Queue::Queue(const crl_queue& table, void* self, ingest::Ingest& ingest, const Clock& clock,
             std::string owner, ConsumerOptions options)
    : port_(table, self),
      ingest_(ingest),
      clock_(clock),
      owner_(std::move(owner)),
      options_(options),
      sharing_(port_, owner_) {}

Queue::~Queue() { stop(); }

void Queue::start() {
  for (const auto stream : kStreams)
    consumers_.push_back(
        std::make_unique<Consumer>(port_, stream, owner_, ingest_, clock_, options_, tally_));
  tending_ = std::thread([this] { tend(); });
}

void Queue::stop() {
  for (const auto& consumer : consumers_) consumer->stop();
  for (const auto& consumer : consumers_) consumer->wait();
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (tending_.joinable()) tending_.join();
  consumers_.clear();
}

void Queue::tend() {
  const auto every = std::min(kLookEvery, options_.lease / 4);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    for (const auto& consumer : consumers_) consumer->renew();
    look();
    if (state().up) share();
    lock.lock();
    wake_.wait_for(lock, every, [&] { return stopping_; });
  }
}

void Queue::look() {
  State seen;
  seen.up = true;
  std::int64_t oldest = 0;
  for (const auto stream : kStreams) {
    const auto stats = port_.stats(stream, kGroup);
    if (!stats) {
      seen.up = false;
      seen.reason = stats.error().message;
      break;
    }
    seen.waiting += stats->waiting;
    seen.pending += stats->pending;
    seen.dead = stats->dead;
    if (stats->oldest_us != 0) oldest = oldest == 0 ? stats->oldest_us : std::min(oldest, stats->oldest_us);
  }
  if (oldest != 0) seen.oldest_us = std::max<std::int64_t>(0, clock_.now_us() - oldest);
  const std::scoped_lock lock(mutex_);
  // While it cannot be asked, what it held is the best that is known.
  if (!seen.up) {
    state_.up = false;
    state_.reason = seen.reason;
    return;
  }
  state_ = std::move(seen);
}

void Queue::share() {
  const auto has = [](const auto& consumer) { return consumer->has_stream(); };
  const auto mine = static_cast<std::size_t>(std::count_if(consumers_.begin(), consumers_.end(), has));
  if (sharing_.is_asked_for_one(mine)) {
    const auto given = std::find_if(consumers_.begin(), consumers_.end(), has);
    if (given != consumers_.end()) (*given)->give_away();
  } else if (mine < kStreams.size()) {
    sharing_.ask(mine, kLookEvery * 3);
  }
}

Status Queue::publish(const Judged& row) {
  std::uint32_t kept = 0;
  const auto stream = kStreams[row.stream()];
  Status done = port_.publish(stream, {&row.entry, 1}, kept);
  ++(done ? published_ : refused_);
  return done;
}

Counters Queue::counters() const {
  return {published_,      refused_,      tally_.stored,
          tally_.repeated, tally_.buried, static_cast<std::uint64_t>(std::max(0, tally_.streams.load()))};
}

State Queue::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

}  // namespace carillon::queueing
