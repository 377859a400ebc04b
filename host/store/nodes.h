// The numbers under which hosts make ids: each running host of a storage holds one of its own, under a lease.
//
// A number that a host left is taken again only when there is none that was never used, the longest unused
// first: so a host that slept through its lease, or a clock that went back, does not meet its own past.
// Thread safety: that of the session. Clocks of hosts may differ by less than half of kNodeLease.
#pragma once

#include <cstdint>

#include "store/session.h"

namespace carillon::store {

inline constexpr std::uint32_t kFirstNode = 1, kLastNode = 1023;
inline constexpr std::int64_t kNodeLease = 600'000'000;  // microseconds

// Takes a number for `owner`, a random value of this process. CRL_E_CONFLICT: another host was quicker, try
// again; CRL_E_FULL: all are held. REQUIRES: a write transaction.
Result<std::uint32_t> claim_node(Session& session, std::int64_t owner, std::int64_t now_us);

// Takes the number that the operator gave this host, whoever holds it: a host that crashed leaves its lease
// behind. REQUIRES: a write transaction.
Status pin_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us);

// False: another host holds it by now. REQUIRES: a write transaction.
Result<bool> renew_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us);

// Ends the lease, if `owner` still holds it. REQUIRES: a write transaction.
Status leave_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us);

}  // namespace carillon::store
