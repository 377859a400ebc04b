#include "period.h"

#include "calendar.h"

namespace carillon::language {

namespace {

enum class Unit { kDay, kWeek, kMonth, kQuarter, kYear };

struct Period {
  std::string_view name;
  Unit unit;
  int back;  // how many of its units before the one that holds today
};

constexpr Period kPeriods[] = {{"today", Unit::kDay, 0},
                               {"yesterday", Unit::kDay, 1},
                               {"this_week", Unit::kWeek, 0},
                               {"last_week", Unit::kWeek, 1},
                               {"this_month", Unit::kMonth, 0},
                               {"last_month", Unit::kMonth, 1},
                               {"this_quarter", Unit::kQuarter, 0},
                               {"last_quarter", Unit::kQuarter, 1},
                               {"this_year", Unit::kYear, 0},
                               {"last_year", Unit::kYear, 1}};

// 1970-01-01 was a Thursday.
std::int64_t monday_of(std::int64_t day) { return day - ((day % 7 + 7) % 7 + 3) % 7; }

int months_of(Unit unit) { return unit == Unit::kMonth ? 1 : (unit == Unit::kQuarter ? 3 : 12); }

}  // namespace

std::optional<Days> period_days(std::string_view name, std::int64_t today) {
  for (const Period& period : kPeriods) {
    if (period.name != name) continue;
    if (period.unit == Unit::kDay) return Days{today - period.back, today - period.back + 1};
    if (period.unit == Unit::kWeek) {
      const std::int64_t monday = monday_of(today) - 7 * period.back;
      return Days{monday, monday + 7};
    }
    const Civil now = civil_of(today);
    const int months = months_of(period.unit);
    const Civil first{now.year, (now.month - 1) / months * months + 1, 1};
    const Civil from = add_months(first, -months * period.back);
    return Days{day_of(from), day_of(add_months(from, months))};
  }
  return std::nullopt;
}

std::string period_names() {
  std::string out;
  for (const Period& period : kPeriods) out += (out.empty() ? "" : ", ") + std::string(period.name);
  return out;
}

}  // namespace carillon::language
