// Writes what happened into the ledger: completions and receipts, many in one transaction.
//
// Each batch moves states by conditional updates (so a state never goes backward, whoever else writes) and
// changes the campaign's counters by exactly what moved, in the same transaction; a chunk whose messages are
// all settled is closed in it too. A batch that storage cannot take now is kept and tried again.
//
// Events wait a moment for company: many share a transaction, and the receipt of a message that follows its
// answer at once is written with it.
//
// Outcomes of single messages do not wait for company, nor behind those of campaigns: every other batch may
// be of them alone.
//
// Deferred messages go back to `queued` here, and receipts known by a vendor's id find their messages
// (delivery/provider_refs.h).
//
// Thread safety: all calls from any thread; writing happens on the recorder's own thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "delivery/event.h"
#include "delivery/event_queue.h"
#include "delivery/reasons.h"
#include "store/database.h"
#include "telemetry/throttle.h"

namespace carillon::delivery {

struct RecorderOptions {
  std::int64_t delay_us = 30'000;  // how long events wait for company
  std::size_t receipt_limit = 100'000;
  // Events of one transaction: as many as still let others write some 20 ms later.
  std::size_t batch_limit = 2'500;
};

// Called on the recorder's thread.
struct RecorderHooks {
  std::function<void()> recorded = [] {};  // after each commit
  // For the statistics; outside of transactions.
  std::function<std::size_t(Id campaign, Id customer)> variant_of = [](Id, Id) { return std::size_t{0}; };
  // Bounces and complaints, in the transaction that records them; may run again when that is repeated.
  std::function<Status(store::Session&, std::span<const Event>)> feedback =
      [](store::Session&, std::span<const Event>) { return Status{}; };
};

class Recorder {
 public:
  Recorder(store::Database& database, Reasons& reasons, const Clock& clock, RecorderOptions options,
           RecorderHooks hooks);
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
  struct Batch {
    std::vector<Event> events;
    std::size_t in_turn = 0;  // how many of them came by queue_
  };
  void run();
  void put(std::vector<Event> events);  // under mutex_, as the next
  Batch next_batch();
  bool in_haste() const { return stopping_ || durable_ < hasten_to_; }
  void record(Batch batch);
  // Repeats what storage cannot take now. False: the end came before.
  bool until_taken(std::size_t events, const std::function<Status()>& work);
  Status write(const std::vector<Event>& events, const std::vector<ChunkWork*>& finished,
               std::uint64_t& unmoved);

  store::Database& database_;
  Reasons& reasons_;
  const Clock& clock_;
  log::Throttle trouble_;  // the recorder's thread only
  const RecorderOptions options_;
  const RecorderHooks hooks_;

  mutable std::mutex mutex_;
  std::condition_variable arrived_, written_;
  EventQueue queue_;            // guarded by mutex_, as all below
  std::vector<Event> urgent_;   // of single messages: before those in queue_
  std::uint64_t accepted_ = 0;  // events ever put into queue_ as ones of their own
  std::uint64_t durable_ = 0;   // events of it ever written
  std::uint64_t unapplied_ = 0;
  std::uint64_t hasten_to_ = 0;  // somebody waits for so many to be durable
  bool let_pass_ = false;        // the last batch was of urgent ones alone
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace carillon::delivery
