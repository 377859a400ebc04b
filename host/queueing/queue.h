// The queue between the API and storage: rows go into its streams, and consumers of any host store them.
//
// Thread safety: all calls from any thread but start() and stop(), which are the lifecycle thread's.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ingest/rows.h"
#include "queueing/consumer.h"
#include "queueing/port.h"
#include "queueing/rows.h"
#include "queueing/sharing.h"

namespace carillon::queueing {

struct Counters {
  std::uint64_t published = 0, refused = 0, stored = 0, repeated = 0, buried = 0, streams = 0;
};

// As it was a moment ago.
struct State {
  bool up = false;
  std::string reason;  // why it is not up
  std::uint64_t waiting = 0, pending = 0, dead = 0;
  std::int64_t oldest_us = 0;  // how long the oldest row has waited
};

struct BulkReceipt {
  std::uint64_t received = 0, accepted = 0, rejected = 0;
  std::vector<ingest::RowFault> errors;  // by line; the first BulkReport::kMaxErrors of them
};

class Queue {
 public:
  // `owner`: this host's name among the consumers, never used before.
  Queue(const crl_queue& table, void* self, ingest::Ingest& ingest, const Clock& clock, std::string owner,
        ConsumerOptions options);
  ~Queue();

  void start();
  // Stores what was read, lets other hosts have the streams. Publishing goes on.
  void stop();

  // The row is in the queue when it returns.
  Status publish(const Judged& row);
  // As ingest::ingest_bulk(): good rows go into the queue, bad ones are told with their line. An Error means
  // that no row was taken for certain.
  Result<BulkReceipt> publish_bulk(ingest::RowsInput input);

  Result<DeadLetterPage> dead_letters(std::string_view cursor, std::uint32_t max) const {
    return port_.dead_letters(cursor, max);
  }
  Status retry(std::string_view id) const { return port_.dead_retry(id); }
  Status remove(std::string_view id) const { return port_.dead_remove(id); }

  Counters counters() const;
  State state() const;

 private:
  class Publication;
  void tend();
  void look();
  void share();

  const Port port_;
  ingest::Ingest& ingest_;
  const Clock& clock_;
  const std::string owner_;
  const ConsumerOptions options_;
  Tally tally_;
  std::atomic<std::uint64_t> published_{0}, refused_{0};
  std::vector<std::unique_ptr<Consumer>> consumers_;
  const Sharing sharing_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_, as the next
  State state_;
  std::thread tending_;
};

}  // namespace carillon::queueing
