// Messages to one, outside of any audience: rendered when they are asked for, and sent by a standing
// campaign.
//
// The ledger's row of one has its id for a customer, so that claims, leases, receipts and counters serve
// both.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

// The message, its ledger row and what counts it. Its campaign must be there.
Status insert_direct_message(Session& session, const DirectMessage& message);

Result<std::optional<DirectMessage>> get_direct_message(Session& session, Id id);

// Those of these ids that are there, in no order. Borrowed until the call returns.
Status read_direct_messages(Session& session, std::span<const Id> ids,
                            const std::function<void(const DirectMessage&)>& use);

struct DirectMessagePage {
  std::vector<DirectMessage> messages;
  std::string next;  // cursor; empty at the end
};
// Newest first. `customer` 0: to anybody.
Result<DirectMessagePage> list_direct_messages(Session& session, Id customer, std::string_view cursor,
                                               std::size_t limit);

// Of the ledger. CRL_E_NOT_FOUND.
Result<Message> get_message(Session& session, Id campaign, Id customer, std::int64_t step);

}  // namespace carillon::store
