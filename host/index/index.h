// The audience index: customers and orders in memory, so that who a rule selects is counted while it is
// typed.
//
// A cache and never the truth. It answers as storage would, or not at all: while it loads, past its memory,
// for what it does not keep, and when more was written than can be caught up with in a moment. What was
// committed here before ask() is in the answer. Loading is done in the background; columns that hardly
// repeat, free attributes and orders are brought when they are first asked for.
//
// Thread safety: all calls from any thread; start() and stop() from one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <carillon/expr.hpp>

#include "base/ids.h"
#include "store/changes.h"
#include "store/database.h"

namespace carillon::index {

struct Options {
  std::uint64_t memory_bytes = 512U << 20;  // 0: no index
  std::size_t threads = 0;                  // that count beside the caller
  bool shared = false;                      // others write to this storage, see heard()
  std::size_t page_rows = 20'000;           // that a load reads at a time
};

struct Counters {
  std::uint64_t rows = 0, orders = 0, bytes = 0, waiting = 0, lag_ms = 0;
  std::uint64_t wanted = 0;  // columns that questions asked for and that are on their way
  std::uint64_t loads = 0, answers = 0, refusals = 0, applied = 0, ready = 0;
};

class Index {
 public:
  Index(store::Database& database, Options options);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  void start();
  void stop();

  struct Question {
    std::vector<const Expr*> conditions;  // on a customer; complete, without anything left to be bound
    std::int64_t now_us = 0;
    std::size_t sample = 0;  // how many customers of the first condition
  };
  struct Answer {
    std::int64_t total = 0;
    std::vector<std::int64_t> counts;  // by condition
    std::vector<Id> sample;            // the lowest ids, ascending
  };
  // nullopt: storage must answer.
  std::optional<Answer> ask(const Question& question);

  // These were, or may have been, committed.
  void note(const store::Changes& changes);

  // Over a shared storage: what other hosts committed until now was noted. An index that has not heard of
  // them for long does not answer.
  void heard();

  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::index
