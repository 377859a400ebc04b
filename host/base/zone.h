// Civil time in IANA zones. Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::zone {

bool exists(std::string_view name);

// Microseconds UTC at which a civil day starts in a zone (the first instant of it, where midnight is
// skipped).
Result<std::int64_t> day_start(std::string_view name, int year, int month, int day);

// The instant at which a clock on the wall there shows `local_us` (microseconds since 1970): the first where
// it shows it twice; where it is skipped, the instant at which it would have come by the offset before.
Result<std::int64_t> instant_of(std::string_view name, std::int64_t local_us);

// Days since 1970-01-01 of an instant, as the calendar in that zone shows it.
Result<std::int64_t> local_day(std::string_view name, std::int64_t at_us);

// Microseconds since 1970 that a clock on the wall there shows at an instant.
Result<std::int64_t> local_time(std::string_view name, std::int64_t at_us);

// A stretch of time in which a zone's clocks are not moved.
struct Period {
  std::int64_t from_us = 0, until_us = 0;  // of instants, the last excluded
  std::int64_t offset_us = 0;              // local time less UTC
};
// The one that an instant lies in.
Result<Period> period(std::string_view name, std::int64_t at_us);

}  // namespace carillon::zone
