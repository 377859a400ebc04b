// Which birthdays fall into a window of the calendar, and who is how old.
//
// Those born on 29 February celebrate on 28 February in common years, and complete a year of age then.
// Pure functions on days since 1970-01-01.
#pragma once

#include <cstdint>

namespace carillon::timing {

// Birthdays as month * 100 + day. A window over the turn of the year has from > until and means
// "from or later, or until or earlier".
struct MonthDays {
  bool all = false;  // the window holds a whole year
  int from = 101, until = 1231;
};

// Those of the days first..last, both included.
MonthDays month_days(std::int64_t first, std::int64_t last);

// The latest day of birth of those who have completed `years` years on `today`.
std::int64_t born_by(std::int64_t today, int years);

}  // namespace carillon::timing
