// Days of the calendar as people write them: "1st June, 2025", "12/05/2025", "Q1 2025", "March", "last year".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "translate/sentence.h"
#include "translate/value.h"

namespace carillon::translate {

struct ReadDays {
  std::size_t end = 0;
  Days days;
  std::string note;  // when another reading is possible
};

// All readings that start at the token, the longest last. A month or day without a year is the latest that
// has begun.
std::vector<ReadDays> read_days(const Sentence& sentence, std::size_t at);

std::string day_text(std::int64_t day);  // 2025-06-01
int weekday_of(std::int64_t day);        // 0 is Monday
std::int64_t day_number(int year, unsigned month, unsigned day);
int year_of(std::int64_t day);
unsigned month_of(std::int64_t day);
// 1 to 12, or 0
unsigned month_named(std::string_view word);
Days days_of_period(std::string_view period, std::int64_t today);

}  // namespace carillon::translate
