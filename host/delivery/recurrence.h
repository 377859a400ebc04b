// Recurring instants: a subset of RFC 5545's RRULE, in civil time of one zone.
//
// FREQ=DAILY|WEEKLY|MONTHLY with INTERVAL, BYDAY (with an ordinal in a month: 1MO, -1FR), BYMONTHDAY
// (negative from the end), BYHOUR, BYMINUTE, and COUNT or UNTIL. A local time that a clock change skips
// becomes the instant that much later; one that comes twice is the first. Days that a month lacks are left
// out. Pure values and functions; thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::delivery {

struct Recurrence {
  enum class Frequency { kDaily, kWeekly, kMonthly };
  struct Day {
    unsigned weekday = 0;  // 0: Sunday
    int ordinal = 0;       // of FREQ=MONTHLY: the first is 1, the last -1; 0: each
  };
  Frequency frequency = Frequency::kDaily;
  std::int64_t interval = 1;
  std::vector<Day> days;
  std::vector<int> month_days;
  std::vector<int> hours, minutes;  // sorted; empty: those of the start
  std::optional<std::int64_t> count;
  std::optional<std::int64_t> until_us;  // an instant; included
};

// "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9". `timezone`: of an UNTIL without Z. The error names the part.
Result<Recurrence> parse_recurrence(std::string_view rule, std::string_view timezone);

// The instants of a rule, in order, one by one.
class Occurrences {
 public:
  // From `start_us` on, an instant, whose civil time gives what the rule leaves open (weekday, day of month,
  // hour, minute). `timezone` must exist.
  Occurrences(const Recurrence& rule, std::int64_t start_us, std::string_view timezone);

  // The next one; nothing at the end, or when a rule matches no day of a hundred years.
  std::optional<std::int64_t> next();

 private:
  bool fill();
  bool matches(std::int64_t day) const;

  const Recurrence& rule_;
  const std::string_view timezone_;
  std::int64_t first_day_ = 0, period_ = 0;
  std::vector<int> hours_, minutes_;
  std::vector<std::int64_t> ready_;  // of the period that is at hand, the next one last
  std::int64_t given_ = 0, last_ = 0;
};

}  // namespace carillon::delivery
