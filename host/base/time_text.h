// Times and dates as text: RFC 3339 in, RFC 3339 in UTC out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carillon {

// "2025-11-21T10:00:00Z", with up to 6 places of seconds when they are not zero. Years 0001 to 9999.
std::string time_text(std::int64_t us);
// RFC 3339 with any offset; also a bare date (its start, UTC) and a space for the T. nullopt when it is none.
std::optional<std::int64_t> parse_time(std::string_view text);

// "1990-02-28"; days since 1970-01-01.
std::string date_text(std::int64_t days);
std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace carillon
