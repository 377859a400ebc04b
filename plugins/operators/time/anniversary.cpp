#include "anniversary.h"

#include "language/calendar.h"

namespace carillon::timing {

namespace {

using language::Civil;

bool celebrates_leap_day(Civil c) { return c.month == 2 && c.day == 28 && !language::is_leap(c.year); }

}  // namespace

MonthDays month_days(std::int64_t first, std::int64_t last) {
  constexpr std::int64_t kWholeYear = 365;  // first..first+365 holds every birthday, also over a leap day
  if (last - first >= kWholeYear) return {.all = true};
  const Civil from = language::civil_of(first);
  const Civil until = language::civil_of(last);
  return {.all = false,
          .from = from.month * 100 + from.day,
          .until = celebrates_leap_day(until) ? 229 : until.month * 100 + until.day};
}

std::int64_t born_by(std::int64_t today, int years) {
  const Civil now = language::civil_of(today);
  Civil then = language::add_months(now, -12 * years);
  if (celebrates_leap_day(now) && language::is_leap(then.year)) then.day = 29;
  return language::day_of(then);
}

}  // namespace carillon::timing
