// Whom a campaign goes to, and the ledger rows that are made of them.
//
// Thread safety: free functions; the session's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <carillon/result.hpp>

#include "audience/audience.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

struct Target {
  std::shared_ptr<const audience::Compiled> audience;
  std::string rule;  // JSON; empty: customers by name
  std::int64_t segment_version = 0;
  std::string pinned;    // the audience with the versions that it took; empty: as it is
  bool by_rule = false;  // `rule` alone tells who is in it, whenever it is compiled
};

// CRL_E_INVALID: the campaign's audience cannot be used any more.
Result<Target> resolve_target(store::Session& session, const audience::Compiler& compiler,
                              const store::Campaign& campaign, std::int64_t now_us);

// The audience of one instant becomes queued messages, but for customers who have the message already: inside
// storage where it can decide by itself, else in batches of those whom the operators select. Answers how
// many.
Result<std::uint64_t> take_snapshot(store::Session& session, Id campaign, const audience::Compiled& compiled,
                                    std::int64_t now_us);

// What of an audience was taken.
struct Taken {
  std::uint64_t n = 0;
  std::optional<Id> upto;  // the rest follows this customer; none: there is no rest
};

// An audience that is large is taken stretch by stretch, each in a transaction of its own, so that the first
// messages leave at once and nobody waits for a million rows. Who belongs to it is judged at the instant of
// the launch, on what is known of a customer when their stretch is taken. Audiences that need one look at
// everybody (rankings, several parts, operators that storage cannot decide) are taken whole.
Result<Taken> begin_snapshot(store::Session& session, Id campaign, const Target& target, std::int64_t now_us);
// The next stretch. REQUIRES: planned_to of the campaign.
Result<Taken> go_on_with_snapshot(store::Session& session, const audience::Compiler& compiler,
                                  const store::Campaign& campaign);

}  // namespace carillon::delivery
