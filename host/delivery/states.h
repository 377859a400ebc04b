// The states of a message, the moves between them, and why a message was not delivered.
//
// Invariant: a state only moves forward. A receipt that is late, early, repeated or out of order is applied
// only where moves_from() allows it, by a conditional update, and otherwise changes nothing.
// Reasons are texts; a ledger row keeps the 31-bit hash of one, and the collection `reasons` gives the text
// back, so that hosts agree on the numbers without asking each other.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/reasons.h"
#include "store/records.h"

namespace carillon::delivery {

using store::MessageState;

// The states that a message may move from to reach `target`, the likeliest first.
std::span<const MessageState> moves_from(MessageState target);

std::string_view state_name(MessageState state);
std::string_view state_name(store::CampaignState state);

namespace reason {
using namespace policy::reason;  // those of the gate
inline constexpr std::string_view kCancelled = "cancelled";
inline constexpr std::string_view kErased = "customer_erased";
inline constexpr std::string_view kNoAnswer = "no_answer";
inline constexpr std::string_view kEmpty = "empty_message";
inline constexpr std::string_view kOther = "other";
}  // namespace reason

// Before the reason of a failure that might have passed, had there been more attempts. kNoAnswer is without:
// such a message may have arrived, so that trying again is for people to decide.
inline constexpr std::string_view kTemporary = "temporary: ";
inline bool is_temporary(std::string_view reason) { return reason.starts_with(kTemporary); }

// FNV-1a, 31 bits, never 0; 0 is the hash of "no reason" (the empty text).
std::int64_t reason_id(std::string_view text);

}  // namespace carillon::delivery
