// Writes what happened into the ledger: completions and receipts, many in one transaction.
//
// Each batch moves states by conditional updates (so a state never goes backward, whoever else writes) and
// changes the campaign's counters by exactly what moved, in the same transaction; a chunk whose messages are
// all settled is closed in it too. A batch that storage cannot take now is kept and tried again.
//
// Thread safety: all calls from any thread; writing happens on the recorder's own thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "delivery/event.h"
#include "delivery/reasons.h"
#include "store/database.h"
#include "telemetry/throttle.h"

namespace carillon::delivery {

struct RecorderOptions {
  std::int64_t delay_us = 20'000;  // how long events wait for company
  std::size_t receipt_limit = 100'000;
  std::size_t batch_limit = 20'000;  // events of one transaction
};

class Recorder {
 public:
  // `recorded` runs after each commit, on the recorder's thread.
  Recorder(store::Database& database, Reasons& reasons, const Clock& clock, RecorderOptions options,
           std::function<void()> recorded);
  ~Recorder();  // as stop()

  void start();
  // Writes what waits, unless storage refuses it, and ends the thread. Safe twice.
  void stop();

  // Outcomes of this host's own messages; their number is bounded by what is in flight. Never refused.
  void settle(std::vector<Event> events);
  // Receipts. False: too many wait; come again.
  bool receipts(std::vector<Event> events);
  // Receipts that must be durable when it returns.
  Status receipts_now(std::vector<Event> events);

  std::size_t waiting() const;
  std::uint64_t unapplied() const;  // receipts that moved nothing: unknown, repeated or late

 private:
  void run();
  void record(std::vector<Event> batch);
  Status write(const std::vector<Event>& events, const std::vector<ChunkWork*>& finished,
               std::uint64_t& unmoved);

  store::Database& database_;
  Reasons& reasons_;
  const Clock& clock_;
  log::Throttle trouble_;  // the recorder's thread only
  const RecorderOptions options_;
  const std::function<void()> recorded_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_, written_;
  std::vector<Event> queue_;    // guarded by mutex_, as all below
  std::uint64_t accepted_ = 0;  // events ever taken in
  std::uint64_t durable_ = 0;   // events ever written
  std::uint64_t unapplied_ = 0;
  bool urgent_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace carillon::delivery
