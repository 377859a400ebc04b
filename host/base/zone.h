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

// Days since 1970-01-01 of an instant, as the calendar in that zone shows it.
Result<std::int64_t> local_day(std::string_view name, std::int64_t at_us);

// Microseconds since 1970 that a clock on the wall there shows at an instant.
Result<std::int64_t> local_time(std::string_view name, std::int64_t at_us);

}  // namespace carillon::zone
