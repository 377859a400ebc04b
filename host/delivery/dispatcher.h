// Claims chunks of running campaigns, prepares their messages and offers them to the channels.
//
// One thread. Campaigns take turns, a chunk each, and a campaign whose channel is closed or full is passed
// over, so that a slow channel slows only itself. What a channel may hold is bounded by max_in_flight.
//
// Thread safety: wake(), refresh() and retry() from any thread; start() and stop() on the lifecycle thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "delivery/channels.h"
#include "delivery/flights.h"
#include "delivery/recorder.h"
#include "delivery/run.h"
#include "store/chunks.h"
#include "store/database.h"
#include "telemetry/throttle.h"

namespace carillon::delivery {

struct DispatcherOptions {
  std::size_t chunk_size = 2'000;
  std::size_t max_in_flight = 8'000;  // of one channel
  std::int64_t lease_us = 30'000'000;
  std::int64_t owner = 0;  // this run of this host: unique
  bool exclusive = false;  // leases of other owners are void
};

// Compiles what a campaign says; the error is shown when a running campaign cannot be sent by this host.
using CompileCampaign = std::function<Result<Content>(const store::Campaign&)>;

class Dispatcher {
 public:
  Dispatcher(store::Database& database, const Clock& clock, Channels& channels, Flights& flights,
             Recorder& recorder, Reasons& reasons, CompileCampaign compile, DispatcherOptions options);
  ~Dispatcher();  // as stop()

  void start();
  void stop();  // no offer to a channel after it returns. Safe twice.

  void wake();
  // Campaigns changed: look at storage before the next step.
  void refresh();
  // A message whose channel asked to come again.
  void retry(Retry retry);
  std::uint64_t skipped() const { return skipped_.load(); }

 private:
  void loop();
  store::Lease lease(std::int64_t now) const { return {options_.owner, now + options_.lease_us}; }
  void reload();
  void keep_leases(std::int64_t now);
  void adopt_chunks(std::int64_t now);
  void take_retries();
  // Each answers whether it did anything.
  bool step(Run& run, std::int64_t now);
  bool give_up_unsent(Run& run);
  bool offer(Run& run, std::int64_t now);
  bool claim(Run& run, std::int64_t now);
  void finish(Run& run);
  void give_up(std::vector<Flight> flights);
  bool prepare(Run& run, std::vector<Flight> flights);

  store::Database& database_;
  const Clock& clock_;
  Channels& channels_;
  Flights& flights_;
  Recorder& recorder_;
  Reasons& reasons_;
  const CompileCampaign compile_;
  const DispatcherOptions options_;

  // The dispatcher's thread only.
  std::map<Id, Run> runs_;
  std::int64_t reload_at_ = 0, lease_at_ = 0;
  log::Throttle trouble_;

  std::atomic<std::uint64_t> skipped_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, refresh_ = true, stopping_ = false;  // guarded by mutex_
  std::vector<Retry> new_retries_;                          // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::delivery
