// The proleptic Gregorian calendar, as operators need it. Pure functions.
//
// A day is a count since 1970-01-01. Years that a rule may name are 1800 to 2999: anything else is a slip.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace carillon::language {

struct Civil {
  int year = 1970, month = 1, day = 1;
};

std::int64_t day_of(Civil civil);  // REQUIRES: a day that exists
Civil civil_of(std::int64_t day);
bool is_leap(int year);
int last_day(int year, int month);

// Months later (or earlier) by the calendar; a day that the month lacks becomes its last.
Civil add_months(Civil civil, int months);

// "1990-02-28"; nullopt for anything else and for years out of range.
std::optional<Civil> parse_date(std::string_view text);
// RFC 3339 with an offset, in microseconds UTC: "2025-01-31T10:00:00Z", "2025-01-31 10:00:00.5+05:30".
std::optional<std::int64_t> parse_instant(std::string_view text);

}  // namespace carillon::language
