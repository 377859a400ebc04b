#include "ingest/completions.h"

#include <iterator>
#include <utility>

namespace carillon::ingest {

Completions::Completions() : thread_([this] { run(); }) {}

Completions::~Completions() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void Completions::post(std::vector<Call> calls) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_.insert(waiting_.end(), std::make_move_iterator(calls.begin()),
                    std::make_move_iterator(calls.end()));
  }
  arrived_.notify_one();
}

void Completions::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto calls = std::exchange(waiting_, {});
    lock.unlock();
    for (const Call& call : calls) call();
    calls.clear();  // what they own goes without the lock
    lock.lock();
  }
}

}  // namespace carillon::ingest
