// Stores the rows of one stream: reads them in order, hands them to the group commit, and acknowledges what
// is committed. While another host has the stream it stands by.
//
// Whatever goes wrong, a row stays pending in the queue until it is stored or a dead letter; after a fault
// the pending rows are claimed and worked off again, in order, which changes nothing as writes are upserts.
//
// Thread safety: renew(), has_stream(), give_away() and stop() from any thread; the rest happens on a thread
// of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "ingest/ingest.h"
#include "queueing/batch.h"
#include "queueing/lease.h"
#include "queueing/port.h"
#include "queueing/waiting.h"

namespace carillon::queueing {

struct ConsumerOptions {
  std::chrono::milliseconds lease{10'000};
  std::uint32_t rows = 2'000;         // read at a time
  std::uint32_t max_deliveries = 10;  // past it a row is taken for one that ends hosts
  Waiting::Pauses pauses{};
};

// What all consumers of a host did.
struct Tally {
  std::atomic<std::uint64_t> stored{0}, buried{0}, repeated{0};
  std::atomic<int> streams{0};  // that this host consumes
};

class Consumer {
 public:
  Consumer(const Port& port, std::string_view stream, std::string owner, ingest::Ingest& ingest,
           const Clock& clock, const ConsumerOptions& options, Tally& tally);
  ~Consumer();

  void renew() { lease_.renew(); }
  bool has_stream() const { return lease_.is_mine(); }
  // Finishes what was read, and lets another host have the stream; stands by afterwards.
  void give_away() { giving_away_ = true; }
  // Finishes what was read, then lets others have the stream. wait() for it to be done.
  void stop();
  void wait();

 private:
  void run();
  bool begin();
  bool step();
  // False: the stream must be begun anew.
  bool work_off(const std::vector<Delivered>& entries);
  bool place(Row row);
  bool flush();
  bool store(Batch batch);
  Status try_to_store(const Batch& batch, std::vector<ingest::Outcome>& customers,
                      std::vector<ingest::Outcome>& orders);
  bool settle(Batch batch, const std::vector<ingest::Outcome>& customers,
              const std::vector<ingest::Outcome>& orders);
  bool bury(std::vector<Buried> rows);
  bool well(const Status& done, std::string_view what);
  void forget();
  void pause(std::chrono::milliseconds length);

  const Port& port_;
  ingest::Ingest& ingest_;
  const Clock& clock_;
  const ConsumerOptions options_;
  Tally& tally_;
  Lease lease_;
  std::unique_ptr<PortConsumer> consumer_;
  Batch batch_;
  Waiting waiting_;
  bool begun_ = false;
  std::string told_;  // the fault that the log has

  std::atomic<bool> stopping_{false}, giving_away_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace carillon::queueing
