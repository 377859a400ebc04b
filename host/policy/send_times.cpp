#include "policy/send_times.h"

#include <algorithm>
#include <chrono>

#include "base/zone.h"

namespace carillon::policy {

namespace {

constexpr std::int64_t kDaysAhead = 740;

std::int64_t day_of(std::int64_t local_us) {
  return std::chrono::floor<std::chrono::days>(std::chrono::microseconds{local_us}).count();
}

bool has(const auto& sorted, auto value) { return std::binary_search(sorted.begin(), sorted.end(), value); }

bool allows_day(const SendTimes& times, std::int64_t day) {
  // 1970-01-01 was a Thursday.
  const auto weekday = static_cast<unsigned>(((day + 3) % 7 + 7) % 7);
  if ((times.days >> weekday & 1U) == 0 || has(times.holidays, day)) return false;
  if (times.yearly.empty()) return true;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<std::int32_t>(day)}}};
  return !has(times.yearly, static_cast<std::int32_t>(unsigned{date.month()} * 100 + unsigned{date.day()}));
}

bool is_quiet(const SendTimes& times, std::int64_t minute) {
  if (times.quiet_from == times.quiet_to) return false;
  if (times.quiet_from < times.quiet_to) return minute >= times.quiet_from && minute < times.quiet_to;
  return minute >= times.quiet_from || minute < times.quiet_to;
}

// The first moment from `local_us` on that a wall clock which nobody moves is allowed to show.
std::optional<std::int64_t> next_local(const SendTimes& times, std::int64_t local_us) {
  if (times.allows(local_us)) return local_us;
  const std::int64_t first = day_of(local_us);
  for (std::int64_t day = first; day < first + kDaysAhead; ++day) {
    if (!allows_day(times, day)) continue;
    // Within a day what is not allowed ends at midnight or with the quiet hours.
    for (const std::int64_t minute : {std::int64_t{0}, std::int64_t{times.quiet_to}}) {
      const std::int64_t at = day * kDayUs + minute * kMinuteUs;
      if (at >= local_us && !is_quiet(times, minute)) return at;
    }
  }
  return std::nullopt;
}

}  // namespace

bool SendTimes::allows(std::int64_t local_us) const {
  const std::int64_t day = day_of(local_us);
  return allows_day(*this, day) && !is_quiet(*this, (local_us - day * kDayUs) / kMinuteUs);
}

std::optional<std::int64_t> next_allowed(const SendTimes& times, std::string_view zone,
                                         std::int64_t from_us) {
  std::int64_t at = from_us;
  while (at < from_us + kDaysAhead * kDayUs) {
    const auto period = zone::period(zone, at);
    if (!period) return std::nullopt;
    const auto local = next_local(times, at + period->offset_us);
    if (local && *local - period->offset_us < period->until_us) return *local - period->offset_us;
    at = period->until_us;
  }
  return std::nullopt;
}

}  // namespace carillon::policy
