// The states of some messages of the ledger, for whoever decides by them.
#pragma once

#include <functional>

#include <carillon/result.hpp>

#include "store/messages.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

// Those of the set that are there, in no order.
Status read_states(Session& session, const MessageSet& set,
                   const std::function<void(Id customer, MessageState state)>& row);

}  // namespace carillon::store
