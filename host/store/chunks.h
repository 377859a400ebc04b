// Leases on pieces of the ledger: who sends which messages, and until when that is believed.
//
// A chunk is made in the transaction that moves its messages to `sending`, and deleted in the one that
// records the last of their outcomes. A host that dies leaves its chunks behind; when their lease has run out
// another adopts them by a conditional update, so two hosts never both think that a chunk is theirs.
// Invariant: chunks of one campaign do not overlap, so that a message that is being sent belongs to one.
#pragma once

#include <cstdint>
#include <functional>
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
// customers in order; empty when none is queued. CRL_E_STATE: the campaign is not running. CRL_E_CONFLICT:
// another host was quicker, or still works on messages of these customers; come again.
Result<std::vector<Id>> claim_chunk(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                    std::int64_t now_us);

// The same of messages that were deferred and are due; empty when none is, or all that are lie among
// customers that somebody works on. A deferral of which nothing is left is removed.
Result<std::vector<Id>> claim_due(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                  std::int64_t now_us);

// Chunks of other owners that are left (`is_left` judges each) become the lease's owner's; so do its own
// chunks of which it does not know, as after a commit whose answer was lost. `known`: the first customers of
// those that it does know.
Result<std::vector<Chunk>> adopt_chunks(Session& session, Id campaign, const Lease& lease,
                                        const std::function<bool(const Chunk&)>& is_left,
                                        std::span<const Id> known);

// Answers how many chunks the owner holds.
Result<std::uint64_t> renew_leases(Session& session, const Lease& lease);

// Removes it, unless messages of it are still being sent: whoever held it before its lease was taken over may
// have settled its part alone. Then whoever holds it goes on.
Status finish_chunk(Session& session, Id campaign, Id first);

}  // namespace carillon::store
