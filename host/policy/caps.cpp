#include "policy/caps.h"

#include <algorithm>

#include "policy/addresses.h"

namespace carillon::policy {

std::int64_t channel_number(std::string_view channel) { return subject_of_address(channel); }

std::int64_t longest_window(std::span<const Cap> caps) {
  std::int64_t longest = 0;
  for (const Cap& cap : caps) longest = std::max(longest, cap.window_us);
  return longest;
}

bool within_caps(std::span<const Cap> caps, std::string_view channel, std::span<const store::Touch> got,
                 std::int64_t now_us) {
  return std::all_of(caps.begin(), caps.end(), [&](const Cap& cap) {
    if (!cap.channel.empty() && cap.channel != channel) return true;
    const std::int64_t of = cap.channel.empty() ? 0 : channel_number(cap.channel);
    const auto n = std::count_if(got.begin(), got.end(), [&](const store::Touch& touch) {
      return touch.at > now_us - cap.window_us && (of == 0 || touch.channel == of);
    });
    return n < cap.most;
  });
}

}  // namespace carillon::policy
