// Events that name a message by its vendor's id find it; sent messages leave their vendor's id behind.
#pragma once

#include <cstdint>
#include <vector>

#include <carillon/result.hpp>

#include "delivery/event.h"
#include "store/session.h"

namespace carillon::delivery {

bool has_refs(const std::vector<Event>& events);

// Afterwards every event has a key: those whose message is not known yet are kept in storage until it is, and
// leave `events`; what was kept for messages that are sent only now joins them. `unknown` grows by receipts
// of which nothing more can be said. CRL_E_CONFLICT: another host wrote one of these meanwhile; begin again.
Status resolve_refs(store::Session& session, std::int64_t now_us, std::vector<Event>& events,
                    std::uint64_t& unknown);

}  // namespace carillon::delivery
