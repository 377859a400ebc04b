// When messages may go: quiet hours, days of the week, holidays, as the recipient's wall clock shows them.
//
// Pure. The clock on the wall decides, also on days when it is moved: an hour that comes twice is judged
// twice by the same rule, one that is left out is not waited for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace carillon::policy {

inline constexpr std::int64_t kMinuteUs = 60'000'000, kDayUs = 24 * 60 * kMinuteUs;

struct SendTimes {
  std::int32_t quiet_from = 0, quiet_to = 0;  // minutes of the day; over midnight when from > to; equal: none
  std::uint8_t days = 0x7F;                   // bit 0: Monday
  std::vector<std::int64_t> holidays;         // days since 1970, ascending
  std::vector<std::int32_t> yearly;           // month * 100 + day, ascending

  bool always() const { return quiet_from == quiet_to && days == 0x7F && holidays.empty() && yearly.empty(); }
  // `local_us`: microseconds since 1970 as the wall clock shows them.
  bool allows(std::int64_t local_us) const;
  bool operator==(const SendTimes&) const = default;
};

// The first instant from `from_us` on that is allowed in a zone; nullopt: none within two years, or no such
// zone.
std::optional<std::int64_t> next_allowed(const SendTimes& times, std::string_view zone, std::int64_t from_us);

}  // namespace carillon::policy
