#include "index/crew.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace carillon::index {

namespace {

struct Job {
  const std::function<void(std::size_t)>* work;
  std::size_t next, n;  // guarded by the crew's mutex, as below
  std::size_t unfinished;
};

}  // namespace

struct Crew::Impl {
  explicit Impl(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) workers.emplace_back([this] { serve(); });
  }
  ~Impl() {
    {
      const std::scoped_lock lock(mutex);
      stopping = true;
    }
    arrived.notify_all();
    for (auto& worker : workers) worker.join();
  }

  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      arrived.wait(lock, [&] { return stopping || !jobs.empty(); });
      if (stopping) return;
      step(*jobs.front(), lock);
    }
  }

  // Takes the next piece of a job that has one.
  void step(Job& job, std::unique_lock<std::mutex>& lock) {
    const std::size_t i = job.next++;
    if (job.next == job.n) jobs.erase(std::find(jobs.begin(), jobs.end(), &job));
    lock.unlock();
    (*job.work)(i);
    lock.lock();
    if (--job.unfinished == 0) finished.notify_all();
  }

  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable arrived, finished;
  std::deque<Job*> jobs;  // with pieces that nobody took; guarded by mutex, as below
  bool stopping = false;
};

Crew::Crew(std::size_t threads) : impl_(std::make_unique<Impl>(threads)) {}
Crew::~Crew() = default;

void Crew::run(std::size_t n, const std::function<void(std::size_t)>& work) {
  if (n <= 1 || impl_->workers.empty()) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  Job job{&work, 0, n, n};
  std::unique_lock lock(impl_->mutex);
  impl_->jobs.push_back(&job);
  impl_->arrived.notify_all();
  while (job.next < job.n) impl_->step(job, lock);
  impl_->finished.wait(lock, [&] { return job.unfinished == 0; });
}

}  // namespace carillon::index
