// Leases on pieces of the ledger: who sends which messages, and until when that is believed.
//
// A chunk is made in the transaction that moves its messages to `sending`, and deleted in the one that
// records the last of their outcomes. A host that dies leaves its chunks behind; when their lease has run out
// another adopts them by a conditional update, so two hosts never both think that a chunk is theirs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

struct Lease {
  std::int64_t owner;
  std::int64_t until_us;
};

// The next `n` queued messages of a running campaign, moved to `sending` under a lease. Answers their
// customers in order; empty when none is queued. CRL_E_STATE: the campaign is not running.
Result<std::vector<Id>> claim_chunk(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                    std::int64_t now_us);

// Chunks of other owners whose lease ran out (or all of them: `void_leases`) become the lease's owner's; so
// do its own chunks of which it does not know, as after a commit whose answer was lost. `known`: the first
// customers of those that it does know.
Result<std::vector<Chunk>> adopt_chunks(Session& session, Id campaign, const Lease& lease,
                                        std::int64_t now_us, bool void_leases, std::span<const Id> known);

// Answers how many chunks the owner holds.
Result<std::uint64_t> renew_leases(Session& session, const Lease& lease);

Status finish_chunk(Session& session, Id campaign, Id first);

}  // namespace carillon::store
