// Frequency caps: how many messages a person may get in a window of time that ends now.
//
// Pure decisions; the places taken lie in the collection `touches` (store/touches.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "policy/rules.h"
#include "store/touches.h"

namespace carillon::policy {

std::int64_t channel_number(std::string_view channel);

// The longest window of the caps; 0: there are none.
std::int64_t longest_window(std::span<const Cap> caps);

// Whether one more message on a channel is within every cap, after what the person got.
bool within_caps(std::span<const Cap> caps, std::string_view channel, std::span<const store::Touch> got,
                 std::int64_t now_us);

}  // namespace carillon::policy
