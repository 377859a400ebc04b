// The identity of a message: one campaign, one customer, one step. Its text is the idempotency key that
// travels to the channel and comes back in receipts, so nothing need be stored to recognise a receipt.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
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

// For hash tables. Ids of one second differ in their low bits only, which the multiplication spreads.
struct MessageKeyHash {
  std::size_t operator()(const MessageKey& key) const {
    constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15;
    const auto mixed = static_cast<std::uint64_t>(key.campaign + key.step) * kGolden +
                       static_cast<std::uint64_t>(key.customer);
    return static_cast<std::size_t>((mixed * kGolden) >> 16);
  }
};

// "<campaign>-<customer>-<step>"; appended to `out`.
void write_key(const MessageKey& key, std::string& out);
std::optional<MessageKey> parse_key(std::string_view text);

}  // namespace carillon::delivery
