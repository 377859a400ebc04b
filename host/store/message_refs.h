// The messages behind the ids that vendors give them, for channels whose receipts carry nothing else.
//
// A receipt may come before the send's answer is recorded, also on another host. Then it makes the row, with
// the state that it tells and no message; the record of the send finds it there. Rows are only ever inserted
// by one side: the other gets CRL_E_CONFLICT, looks again, and sees what it needs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

struct MessageRef {
  std::string provider_id;
  Id campaign_id = 0;  // 0: a receipt that waits for its message
  Id customer_id = 0;
  std::int64_t step = 0;
  MessageState state = MessageState::kQueued;  // of a receipt that waits
  std::int64_t reason = 0;
  std::int64_t at = 0;  // microseconds UTC
};

// What vendors call longer is cut to it.
inline constexpr std::size_t kProviderIdMost = 200;

// A channel's number in this collection.
std::int64_t channel_number(std::string_view channel);

Result<std::vector<MessageRef>> find_refs(Session& session, std::int64_t channel,
                                          std::span<const std::string_view> provider_ids);
// CRL_E_CONFLICT: one is there already.
Status insert_refs(Session& session, std::int64_t channel, std::span<const MessageRef> refs);
// Writes message, state and reason of a row that is there.
Status update_ref(Session& session, std::int64_t channel, const MessageRef& ref);
// Those from before `until_us`, at most `n`. Answers how many.
Result<std::uint64_t> prune_refs(Session& session, std::int64_t until_us, std::uint64_t n);

}  // namespace carillon::store
