// Functions called once after a delay, for all plugins of a host.
//
// A few threads share one binary heap, so that a slow function does not hold the others up. Functions start
// in order of their due time, then of start().
// Thread safety: start() and cancel() from any thread, also from within a function; stop() from outside.
// Two functions that cancel each other while both run wait for ever: cancel what is yours from one place.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <carillon/abi/core.h>

namespace carillon::plugins {

class Timers {
 public:
  using Fire = void (*)(void* arg);

  // Threads start with the first timer.
  explicit Timers(unsigned threads = 2);
  ~Timers();  // stop()
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Never 0; 0 after stop().
  std::uint64_t start(std::int64_t delay_us, Fire fire, void* arg);

  // After it returns the function neither runs nor will run; called from within it, returns at once.
  // CRL_E_NOT_FOUND when it had fired already.
  crl_status cancel(std::uint64_t id);

  // Pending timers never fire; waits for those that run.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Due {
    Time at;
    std::uint64_t id;
    bool operator>(const Due& other) const { return at != other.at ? at > other.at : id > other.id; }
  };
  struct Entry {
    Fire fire;
    void* arg;
    bool running;
  };

  void run();
  void drop_cancelled();

  const unsigned n_threads_;
  std::mutex mutex_;
  std::condition_variable changed_;   // the heap's top or stopping_
  std::condition_variable finished_;  // some function returned
  std::vector<Due> heap_;             // least first; may name timers that were cancelled
  std::unordered_map<std::uint64_t, Entry> entries_;
  std::uint64_t last_id_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace carillon::plugins
