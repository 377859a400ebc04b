// A queue plugin's calls as the host makes them: typed, with Result instead of statuses and sinks.
//
// Thread safety: Port from any thread; a PortConsumer by one thread at a time. Both borrow the plugin.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/queue.h>
#include <carillon/result.hpp>

namespace carillon::queueing {

struct Entry {
  std::uint32_t kind = 0;
  std::string body;
};

struct Delivered {
  std::string id, body;
  std::uint32_t kind = 0, deliveries = 1;
  std::int64_t published_us = 0;
};

struct Buried {
  std::string id, reason;
  std::uint32_t deliveries = 1;
};

struct DeadLetter {
  std::string id, stream, body, reason;
  std::uint32_t kind = 0, deliveries = 0;
  std::int64_t dead_us = 0;
};

struct DeadLetterPage {
  std::vector<DeadLetter> letters;
  std::string next;  // empty at the end
};

class PortConsumer {
 public:
  PortConsumer(const crl_queue& table, void* consumer) : table_(table), consumer_(consumer) {}
  ~PortConsumer() { table_.consumer_close(consumer_); }
  PortConsumer(const PortConsumer&) = delete;
  PortConsumer& operator=(const PortConsumer&) = delete;

  Result<std::vector<Delivered>> read(std::uint32_t max, std::chrono::milliseconds wait);
  // Everything pending of the group, whoever had it.
  Result<std::vector<Delivered>> claim_all(std::string_view after, std::uint32_t max);
  Status ack(std::span<const std::string> ids);
  Status bury(std::span<const Buried> entries);

 private:
  const crl_queue& table_;
  void* consumer_;
};

class Port {
 public:
  Port(const crl_queue& table, void* self) : table_(table), self_(self) {}

  // `kept` of the entries are kept for certain, also when an Error is answered.
  Status publish(std::string_view stream, std::span<const Entry> entries, std::uint32_t& kept) const;
  Status hold(std::string_view stream, std::string_view owner, std::chrono::milliseconds lease) const;
  Status release(std::string_view stream, std::string_view owner) const;
  Result<std::unique_ptr<PortConsumer>> open(std::string_view stream, std::string_view group,
                                             std::string_view name) const;
  Result<crl_queue_stats> stats(std::string_view stream, std::string_view group) const;
  Result<DeadLetterPage> dead_letters(std::string_view cursor, std::uint32_t max) const;
  Status dead_retry(std::string_view id) const;
  Status dead_remove(std::string_view id) const;

 private:
  const crl_queue& table_;
  void* self_;
};

}  // namespace carillon::queueing
