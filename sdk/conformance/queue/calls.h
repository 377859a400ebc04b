// The calls of a queue's table, with owned results: what checks are written in. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <carillon/abi/queue.h>
#include <carillon/result.hpp>

namespace carillon::conformance::queue_calls {

struct Entry {
  std::string id, body;
  std::uint32_t kind = 0, deliveries = 0;
};

struct Letter {
  std::string id, stream, body, reason;
  std::uint32_t kind = 0;
};

struct Letters {
  std::vector<Letter> letters;
  std::string next;
};

class Consumer {
 public:
  Consumer(const crl_queue& table, void* consumer) : table_(table), consumer_(consumer) {}
  ~Consumer() { table_.consumer_close(consumer_); }
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  Result<std::vector<Entry>> read(std::uint32_t max, std::uint32_t wait_ms = 0);
  Result<std::vector<Entry>> claim(const std::string& after, std::uint32_t max);
  Status ack(const std::vector<Entry>& entries);
  Status bury(const std::vector<Entry>& entries, const std::string& reason);

 private:
  const crl_queue& table_;
  void* consumer_;
};

class Calls {
 public:
  Calls(const crl_queue& table, void* self) : table_(table), self_(self) {}

  Status publish(const std::string& stream, const std::vector<std::string>& bodies,
                 std::uint32_t kind = 1) const;
  Status hold(const std::string& stream, const std::string& owner, std::uint32_t lease_ms) const;
  Status release(const std::string& stream, const std::string& owner) const;
  Result<std::unique_ptr<Consumer>> open(const std::string& stream, const std::string& name) const;
  Result<crl_queue_stats> stats(const std::string& stream) const;
  Result<Letters> letters(const std::string& cursor, std::uint32_t max) const;
  Status retry(const std::string& id) const;
  Status remove(const std::string& id) const;

 private:
  const crl_queue& table_;
  void* self_;
};

}  // namespace carillon::conformance::queue_calls
