// The identity of a message: one campaign, one customer, one step. Its text is the idempotency key that
// travels to the channel and comes back in receipts, so nothing need be stored to recognise a receipt.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace carillon::delivery {

struct MessageKey {
  Id campaign = 0;
  std::int64_t step = 0;
  Id customer = 0;
  friend auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

// "<campaign>-<customer>-<step>"; appended to `out`.
void write_key(const MessageKey& key, std::string& out);
std::optional<MessageKey> parse_key(std::string_view text);

}  // namespace carillon::delivery
