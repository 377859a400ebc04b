#include "plugins/timers.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace carillon::plugins {

namespace {

constexpr std::int64_t kMaxDelayUs = std::int64_t{10} * 366 * 86'400 * 1'000'000;
// Heaps this small are not worth tidying.
constexpr std::size_t kTidyFrom = 1024;

// The timer whose function this thread runs; of which Timers, so that two hosts in a process do not mix.
thread_local std::pair<const void*, std::uint64_t> running_here{nullptr, 0};

}  // namespace

Timers::Timers(unsigned threads) : n_threads_(std::max(1U, threads)) {}

Timers::~Timers() { stop(); }

std::uint64_t Timers::start(std::int64_t delay_us, Fire fire, void* arg) {
  const std::chrono::microseconds delay(std::clamp<std::int64_t>(delay_us, 0, kMaxDelayUs));
  const std::scoped_lock lock(mutex_);
  if (stopping_) return 0;
  if (threads_.empty()) {
    for (unsigned i = 0; i < n_threads_; ++i) threads_.emplace_back([this] { run(); });
  }
  const std::uint64_t id = ++last_id_;
  entries_.emplace(id, Entry{fire, arg, false});
  heap_.push_back({std::chrono::steady_clock::now() + delay, id});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
  if (heap_.front().id == id) changed_.notify_one();
  return id;
}

crl_status Timers::cancel(std::uint64_t id) {
  std::unique_lock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return CRL_E_NOT_FOUND;
  if (!found->second.running) {
    entries_.erase(found);
    if (heap_.size() > kTidyFrom && heap_.size() > 2 * entries_.size()) drop_cancelled();
    return CRL_OK;
  }
  if (running_here != std::pair<const void*, std::uint64_t>{this, id}) {
    finished_.wait(lock, [&] { return !entries_.contains(id); });
  }
  return CRL_E_NOT_FOUND;
}

void Timers::drop_cancelled() {
  std::erase_if(heap_, [&](const Due& due) { return !entries_.contains(due.id); });
  std::make_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

void Timers::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (heap_.empty()) {
      changed_.wait(lock);
      continue;
    }
    if (const Time due = heap_.front().at; due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
    const std::uint64_t id = heap_.back().id;
    heap_.pop_back();
    const auto found = entries_.find(id);
    if (found == entries_.end()) continue;
    found->second.running = true;
    const auto [fire, arg, running] = found->second;
    // This thread is busy now: another one has to watch what is next.
    if (!heap_.empty()) changed_.notify_one();
    lock.unlock();
    running_here = {this, id};
    fire(arg);
    running_here = {nullptr, 0};
    lock.lock();
    entries_.erase(id);
    finished_.notify_all();
  }
}

void Timers::stop() {
  std::vector<std::thread> threads;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    heap_.clear();
    std::erase_if(entries_, [](const auto& entry) { return !entry.second.running; });
    threads.swap(threads_);
  }
  changed_.notify_all();
  for (auto& thread : threads) thread.join();
}

}  // namespace carillon::plugins
