// Orders whose customer is not stored yet: they wait with growing pauses, and in the end they are given up.
//
// Orders of one customer wait in line, so that none overtakes an earlier one. For one thread.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "queueing/rows.h"

namespace carillon::queueing {

class Waiting {
 public:
  using Clock = std::chrono::steady_clock;
  struct Pauses {
    std::chrono::milliseconds base{500}, most{60'000};
    std::uint32_t attempts = 8;
    std::size_t rows = 10'000;
  };
  explicit Waiting(Pauses pauses) : pauses_(pauses) {}

  bool has(const std::string& key) const { return lines_.contains(key); }
  // Puts an order behind those of its customer; it was not tried.
  void queue(Row order);
  // Takes back what was tried in vain, in order. Answers the rows that are given up.
  std::vector<Row> tried(std::vector<Row> orders, Clock::time_point now);
  // All orders of a customer, as there is news of him.
  std::vector<Row> release(const std::string& key);
  // The lines whose pause is over.
  std::vector<Row> due(Clock::time_point now);
  std::optional<Clock::time_point> next_due() const;
  std::size_t size() const { return size_; }
  bool full() const { return size_ >= pauses_.rows; }
  void clear();

 private:
  struct Line {
    std::deque<Row> rows;
    Clock::time_point due;
  };
  std::chrono::milliseconds pause(std::uint32_t attempts) const;

  const Pauses pauses_;
  std::map<std::string, Line> lines_;  // by the customer's external_id
  std::size_t size_ = 0;
};

}  // namespace carillon::queueing
