// What a campaign's messages reached, by variant and hour: the statistics that counters of present states
// cannot tell. Changed in the transaction that moves the messages, and only ever added to.
//
// A message counts once for each step of the ladder sent, delivered, opened, clicked that it reached, also
// for those that it jumped over, and once for an end it came to (skipped, failed, bounced, complained); in
// the hour (since 1970, UTC) in which that was recorded. One that failed and is queued again counts as
// `queued`, and from then on anew.
//
// Invariant, of each campaign: what was skipped, bounced or complained about is as many as its messages in
// that state; what failed, less what was queued again, as its failed messages; and each step of the ladder at
// least as many as its messages that stand on it or above.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

struct Tally {
  Id campaign_id = 0;
  std::int64_t variant = 0;  // index into the campaign's variants
  std::int64_t hour = 0;     // hours since 1970
  MessageState state = MessageState::kSent;
  std::int64_t n = 0;
};

// What a transaction adds; sums up before it is written.
class TallyChanges {
 public:
  struct Place {
    Id campaign;
    std::int64_t variant, hour;
  };
  // `n` messages went from a state to another.
  void move(const Place& place, MessageState from, MessageState to, std::int64_t n);
  // To one sum, as it is.
  void add(const Place& place, MessageState state, std::int64_t n);

 private:
  friend Status apply(Session& session, const TallyChanges& changes);
  std::map<std::tuple<Id, std::int64_t, std::int64_t, MessageState>, std::int64_t> changes_;
};

Status apply(Session& session, const TallyChanges& changes);

// In order of variant, hour and state.
Result<std::vector<Tally>> read_tallies(Session& session, Id campaign);

}  // namespace carillon::store
