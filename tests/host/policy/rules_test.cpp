#include "policy/rules.h"

#include <gtest/gtest.h>

namespace carillon::policy {
namespace {

TEST(Rules, a_cap_is_read_in_the_words_that_people_use) {
  EXPECT_EQ(parse_cap("3 in 7 days").value(), (Cap{"", 3, 7 * kDayUs}));
  EXPECT_EQ(parse_cap("sms: 1 in 12 hours").value(), (Cap{"sms", 1, kDayUs / 2}));
  EXPECT_EQ(parse_cap(" 2 in  day ").value(), (Cap{"", 2, kDayUs}));
}

TEST(Rules, what_is_no_cap_says_what_was_expected) {
  for (const char* text :
       {"", "3", "3 per week", "0 in 1 day", "3 in -1 days", "3 in 7 lightyears", ": 3 in 7 days",
        "3 in 400 days", "99999999999999999999 in 1 day", "3 in 7 days more"}) {
    const auto cap = parse_cap(text);
    ASSERT_FALSE(cap) << text;
    EXPECT_NE(cap.error().message.find("expected"), std::string::npos) << cap.error().message;
  }
}

TEST(Rules, quiet_hours_are_two_times_of_the_day_or_none) {
  SendTimes times;
  ASSERT_TRUE(parse_quiet_hours("21:00 - 08:30", times));
  EXPECT_EQ(times.quiet_from, 21 * 60);
  EXPECT_EQ(times.quiet_to, 8 * 60 + 30);
  ASSERT_TRUE(parse_quiet_hours("22:00-24:00", times));
  EXPECT_EQ(times.quiet_to, 0);
  ASSERT_TRUE(parse_quiet_hours("", times));
  EXPECT_TRUE(times.always());
  for (const char* text : {"21:00", "21-8", "25:00-08:00", "21:00-21:00", "21:60-08:00", "night"}) {
    EXPECT_FALSE(parse_quiet_hours(text, times)) << text;
  }
}

TEST(Rules, holidays_are_dates_of_one_year_or_of_every_year) {
  SendTimes times;
  ASSERT_TRUE(parse_holidays({"2026-12-25", "02-29"}, times));
  EXPECT_EQ(times.yearly, (std::vector<std::int32_t>{229}));
  EXPECT_EQ(times.holidays.size(), 1U);
  EXPECT_FALSE(parse_holidays({"2026-02-29"}, times));
  EXPECT_FALSE(parse_holidays({"christmas"}, times));
  EXPECT_FALSE(parse_days({"funday"}, times));
}

}  // namespace
}  // namespace carillon::policy
