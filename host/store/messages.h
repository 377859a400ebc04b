// The ledger: one row for each message of a campaign. Verbs for the delivery; all within a transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

// Which messages.
struct MessageSet {
  Id campaign;
  std::int64_t step;
  std::span<const Id> customers;
};

// Where to.
struct Move {
  MessageState to;
  std::int64_t reason;
  std::int64_t attempts;  // 0: as it was
  std::int64_t now_us;
};

// A stretch of customers, in the order of their ids.
struct Stretch {
  Id after = 0;
  std::uint64_t most = 0;  // 0: all
};

// The customers that `where` selects become queued messages, inside storage. Answers how many; customers who
// have the message already are left alone.
Result<std::uint64_t> snapshot_audience(Session& session, Id campaign, std::int64_t step, const Expr& where,
                                        std::int64_t now_us, const Stretch& stretch = {});

// The last customer who has a message of the campaign; nullopt: nobody has.
Result<std::optional<Id>> last_recipient(Session& session, Id campaign);

// Moves those of the set that are in state `from`. Answers how many moved.
Result<std::uint64_t> move_messages(Session& session, const MessageSet& set, MessageState from,
                                    const Move& move);
Result<std::uint64_t> move_all_messages(Session& session, Id campaign, MessageState from, const Move& move);
// Those of customers first..last.
Result<std::uint64_t> move_message_range(Session& session, Id campaign, Id first, Id last, MessageState from,
                                         const Move& move);

// Those in state `from` for this reason become queued, as at the beginning. Answers how many.
Result<std::uint64_t> requeue_messages(Session& session, Id campaign, MessageState from, std::int64_t reason,
                                       std::int64_t now_us);

// Whose messages came to this state, for this reason, at this instant.
Status each_moved(Session& session, Id campaign, const Move& move, const std::function<void(Id)>& use);

// Customers after `after`, up to `last`, with a queued message, in order, at most `n`.
Result<std::vector<Id>> queued_customers(Session& session, Id campaign, Id after, std::size_t n,
                                         Id last = std::numeric_limits<Id>::max());

// Messages of customers first..last that are being sent.
Result<std::vector<Message>> unsettled_messages(Session& session, Id campaign, Id first, Id last);

struct MessagePage {
  std::vector<Message> messages;
  std::string next;  // cursor; empty at the end
};
Result<MessagePage> list_messages(Session& session, Id campaign, std::optional<MessageState> state,
                                  std::string_view cursor, std::size_t limit);

}  // namespace carillon::store
