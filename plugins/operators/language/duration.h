// Lengths of time as a rule writes them: "12h", "30d", "2w", "6mo", "2y".
//
// Hours, days and weeks are exact; months and years follow the calendar in the organisation's zone: 31 August
// less 6 months is the last day of February, at the same time of day.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/segop.hpp>

namespace carillon::language {

struct Duration {
  enum class Unit { kHour, kDay, kWeek, kMonth, kYear };
  std::int64_t n = 0;
  Unit unit = Unit::kDay;
};

// The member at `path` as a duration of at least `least` units and at most a hundred years.
Result<Duration> read_duration(const Leaf& leaf, std::string_view path, std::int64_t least = 1);
Result<Duration> parse_duration(std::string_view text, std::int64_t least = 1);

// The instant, and the day of a calendar, that lies this long before another.
Result<std::int64_t> instant_before(const Lowering& to, std::int64_t at_us, const Duration& duration);
std::int64_t day_before(std::int64_t day, const Duration& duration);  // REQUIRES: no hours
std::int64_t day_after(std::int64_t day, const Duration& duration);   // REQUIRES: no hours

// "30 days", "1 month".
std::string words(const Duration& duration);

}  // namespace carillon::language
