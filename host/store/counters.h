// Counters of a campaign's messages by state and reason, changed in the transaction that moves the messages.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

// What a transaction adds and takes away; sums up before it is written.
class CounterChanges {
 public:
  void add(Id campaign, MessageState state, std::int64_t reason, std::int64_t n) {
    if (n != 0) changes_[{campaign, state, reason}] += n;
  }
  // `n` messages from a state (which has no reason) to another.
  void move(Id campaign, MessageState from, MessageState to, std::int64_t reason, std::int64_t n) {
    add(campaign, from, 0, -n);
    add(campaign, to, reason, n);
  }

 private:
  friend Status apply(Session& session, const CounterChanges& changes);
  std::map<std::tuple<Id, MessageState, std::int64_t>, std::int64_t> changes_;
};

Status apply(Session& session, const CounterChanges& changes);

Result<std::vector<Counter>> read_counters(Session& session, Id campaign);

// Of several campaigns, in no order.
Result<std::vector<Counter>> read_counters(Session& session, std::span<const Id> campaigns);

// Messages that are queued or being sent.
Result<std::int64_t> count_unsettled(Session& session, Id campaign);

}  // namespace carillon::store
