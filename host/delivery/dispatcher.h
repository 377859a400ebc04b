// Claims chunks of running campaigns, prepares their messages and offers them to the channels.
//
// One thread. Campaigns take turns, a chunk each, which is the smaller the lower their priority; single
// messages go before each turn. Audiences that are not whole yet are taken further beside it (planner.h). A
// campaign whose channel is closed or full is passed over, so that a slow channel slows only itself. What
// campaigns may have in a channel is bounded by max_in_flight, what single messages may have besides by
// urgent_in_flight. Messages that may not be sent yet go back to storage (store/deferrals.h).
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
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "delivery/channels.h"
#include "delivery/flights.h"
#include "delivery/ledger_sums.h"
#include "delivery/planner.h"
#include "delivery/rates.h"
#include "delivery/recorder.h"
#include "delivery/retry.h"
#include "delivery/run.h"
#include "delivery/sightings.h"
#include "policy/gate.h"
#include "store/chunks.h"
#include "store/database.h"
#include "telemetry/throttle.h"

namespace carillon::delivery {

struct DispatcherOptions {
  std::size_t chunk_size = 2'000;
  std::size_t max_in_flight = 8'000;  // of one channel
  std::size_t urgent_in_flight = 2'000;
  std::int64_t lease_us = 30'000'000;
  std::int64_t answer_us = 120'000'000;  // after which a channel's answer is no longer awaited
  RetryPolicy retry{};
  std::int64_t owner = 0;                          // this run of this host: unique
  bool exclusive = false;                          // leases of other owners are void
  const links::Links* links = nullptr;             // null: messages have no links of ours
  bool track_opens = false, track_clicks = false;  // of campaigns that do not say
};

// Compiles what a campaign says; the error is shown when a running campaign cannot be sent by this host.
using CompileCampaign = std::function<Result<Content>(const store::Campaign&)>;

// What a campaign asks of the gate. `usual`: the organisation's send times.
policy::Terms terms_of(const store::Campaign& campaign, const CampaignOptions& options,
                       const policy::SendTimes& usual);

class Dispatcher {
 public:
  Dispatcher(store::Database& database, const Clock& clock, Channels& channels, Flights& flights,
             Recorder& recorder, Reasons& reasons, policy::Gate& gate, CompileCampaign compile,
             Planner::Take plan, DispatcherOptions options);
  ~Dispatcher();  // as stop()

  void start();
  void stop();  // no offer to a channel after it returns. Safe twice.

  void wake();
  // Campaigns changed: look at storage before the next step.
  void refresh();
  // A message that may succeed later waits for its next attempt, at the soonest after `advised_ms`. False: it
  // has had all of them, and the flight is left to the caller.
  bool try_again(Flight& flight, std::uint32_t advised_ms);
  std::uint64_t skipped() const { return skipped_.load(); }
  std::uint64_t deferred() const { return deferred_.load(); }
  // As of a second ago at most.
  LedgerSums ledger() const {
    const std::scoped_lock lock(mutex_);
    return ledger_;
  }

 private:
  void loop();
  store::Lease lease(std::int64_t now) const { return {options_.owner, now + options_.lease_us}; }
  void reload();
  void prune(std::int64_t now);
  void keep_leases(std::int64_t now);
  void adopt_chunks(std::int64_t now);
  void take_retries();
  // Messages whose channel does not answer are offered again, or fail.
  void give_up_waiting(std::int64_t now);
  // Each answers whether it did anything.
  bool step_all(std::int64_t now);
  bool send(Run& run, std::int64_t now);
  // Asks for more of an audience that is not whole.
  void want_more(Run& run, std::int64_t now);
  void take_stretches();
  bool give_up_unsent(Run& run);
  bool offer(Run& run, std::int64_t now);
  bool has_room(const Run& run, std::int64_t now) const;
  std::size_t chunk_size(const Run& run, std::int64_t now) const;
  bool claim(Run& run, std::int64_t now, bool due);
  void look_again(Run& run, std::int64_t now);
  void finish(Run& run);
  void give_up(std::vector<Flight> flights);
  // Back to storage until an instant each; they are judged again then.
  void defer(Run& run, std::vector<std::pair<Flight, std::int64_t>> later);
  MessagePlan plan_of(const Run& run, const policy::Terms& terms) const;
  void drop_repeats(std::vector<Flight>& flights);
  bool prepare(Run& run, std::vector<Flight> flights);

  store::Database& database_;
  const Clock& clock_;
  Channels& channels_;
  Flights& flights_;
  Recorder& recorder_;
  Reasons& reasons_;
  policy::Gate& gate_;
  Rates rates_;
  const CompileCampaign compile_;
  const DispatcherOptions options_;

  // The dispatcher's thread only.
  std::map<Id, Run> runs_;
  std::int64_t reload_at_ = 0, lease_at_ = 0, prune_at_ = 0;
  // Where single messages come, campaigns take smaller chunks, so that the next one waits less.
  std::int64_t short_turns_until_ = 0;
  Sightings sightings_;
  log::Throttle trouble_;

  std::atomic<std::uint64_t> skipped_{0}, deferred_{0};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, refresh_ = true, stopping_ = false;         // guarded by mutex_
  std::vector<Retry> new_retries_;                                 // guarded by mutex_
  std::vector<std::pair<Id, Result<store::Campaign>>> stretches_;  // taken; guarded by mutex_
  LedgerSums ledger_;                                              // guarded by mutex_
  std::thread thread_;
  Planner planner_;
};

}  // namespace carillon::delivery
