// Starts scheduled campaigns when their instant has come, and ends tests of variants.
//
// All hosts of a storage look; the move itself, which compares and sets the campaign's state, lets one of
// them win. What was due while no host ran is started late, or left out when it is past its expiry.
//
// Thread safety: start() and stop() on the lifecycle thread; tick() on one at a time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "delivery/transitions.h"
#include "store/database.h"
#include "telemetry/throttle.h"

namespace carillon::delivery {

class Scheduler {
 public:
  Scheduler(store::Database& database, Transitions& transitions, const Clock& clock)
      : database_(database), transitions_(transitions), clock_(clock) {}
  ~Scheduler() { stop(); }
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // What is due now, once. Answers how many campaigns started.
  std::size_t tick();
  // Chooses the winners of tests of variants that have run for their time. Answers how many.
  std::size_t decide_tests();

  // A thread that ticks.
  void start();
  void stop();

 private:
  void run();

  store::Database& database_;
  Transitions& transitions_;
  const Clock& clock_;
  log::Throttle trouble_;
  std::int64_t decide_at_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::delivery
