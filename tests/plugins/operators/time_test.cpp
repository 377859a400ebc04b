// What the words about time mean, held to a calendar that counts day by day.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "judge.h"

namespace carillon::audience {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;
using testing::at;
using testing::selects;

constexpr std::int64_t kDay = 86'400'000'000;

store::Customer born(std::int64_t day) {
  store::Customer c;
  c.birth_date = day;
  return c;
}

store::Customer ordered(std::int64_t us) {
  store::Customer c;
  c.last_order_at = us;
  return c;
}

// A day of the calendar: its year, and month * 100 + day.
struct Date {
  int year = 0, month_day = 0;
};

Date date_of(std::int64_t day) {
  const year_month_day d{sys_days{std::chrono::days{day}}};
  return {static_cast<int>(d.year()),
          static_cast<int>(static_cast<unsigned>(d.month()) * 100 + static_cast<unsigned>(d.day()))};
}

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// The month and day on which one born on a day celebrates in a year.
int birthday(int month_day, int year) { return month_day == 229 && !is_leap(year) ? 228 : month_day; }

const std::vector<std::string> kTodays = {"2023-02-27", "2023-02-28", "2023-03-01", "2023-12-31",
                                          "2024-01-01", "2024-02-28", "2024-02-29", "2024-03-01",
                                          "2024-12-25", "2025-02-28", "2025-08-31", "2100-02-28"};

// Every day of three years, one of them a leap year.
std::vector<std::int64_t> births() {
  std::vector<std::int64_t> out;
  for (std::int64_t day = *parse_date("1987-12-20"); day <= *parse_date("1990-01-10"); ++day)
    out.push_back(day);
  return out;
}

TEST(Anniversaries, fall_into_the_window_exactly_when_a_birthday_is_on_one_of_its_days) {
  for (const auto& today_text : kTodays) {
    const std::int64_t today = *parse_date(today_text);
    const std::int64_t now = today * kDay + 3'600'000'000;
    for (const int length : {0, 1, 7, 59, 364, 365, 400}) {
      const std::string days = "\"" + std::to_string(length) + "d\"}";
      const auto next = testing::compiled(R"({"op":"anniversary_within","next":)" + days, now);
      const auto last = testing::compiled(R"({"op":"anniversary_within","last":)" + days, now);
      std::vector<Date> coming, gone;
      for (int i = 0; i <= length; ++i) {
        coming.push_back(date_of(today + i));
        gone.push_back(date_of(today - i));
      }
      for (const std::int64_t birth : births()) {
        const int born_on = date_of(birth).month_day;
        const auto celebrates = [&](const Date& d) { return birthday(born_on, d.year) == d.month_day; };
        const bool ahead = std::ranges::any_of(coming, celebrates);
        const bool behind = std::ranges::any_of(gone, celebrates);
        const auto person = born(birth);
        ASSERT_EQ(holds(next->where, CustomerRecord(person), now), ahead)
            << date_text(birth) << " next " << length << " from " << today_text;
        ASSERT_EQ(holds(last->where, CustomerRecord(person), now), behind)
            << date_text(birth) << " last " << length << " to " << today_text;
      }
    }
  }
}

TEST(Anniversaries, of_a_month_are_those_born_in_it) {
  const auto rule = testing::compiled(R"({"op":"anniversary_within","month":2})", 0);
  for (const std::int64_t birth : births()) {
    const auto person = born(birth);
    ASSERT_EQ(holds(rule->where, CustomerRecord(person), 0), date_of(birth).month_day / 100 == 2);
  }
}

TEST(Ages, count_the_birthdays_that_have_been) {
  for (const auto& today_text : kTodays) {
    const std::int64_t today = *parse_date(today_text);
    const std::int64_t now = today * kDay;
    const Date t = date_of(today);
    for (const std::string years : {"0", "34", "35", "36"}) {
      const int limit = std::stoi(years);
      const auto older =
          testing::compiled(R"({"field":"birth_date","op":"older_than","value":)" + years + "}", now);
      const auto younger =
          testing::compiled(R"({"field":"birth_date","op":"younger_than","value":)" + years + "}", now);
      for (const std::int64_t birth : births()) {
        const Date b = date_of(birth);
        int age = 0;
        for (int year = b.year + 1; year <= t.year; ++year) {
          age += year < t.year || birthday(b.month_day, year) <= t.month_day ? 1 : 0;
        }
        const auto person = born(birth);
        ASSERT_EQ(holds(older->where, CustomerRecord(person), now), age > limit)
            << date_text(birth) << today_text;
        ASSERT_EQ(holds(younger->where, CustomerRecord(person), now), age < limit)
            << date_text(birth) << today_text;
      }
    }
  }
}

struct Window {
  std::string now, length, start, zone;
};

TEST(Windows, start_where_the_calendar_says_and_include_start_and_now) {
  const std::vector<Window> windows = {
      {"2025-08-31T12:00:00Z", "6mo", "2025-02-28T12:00:00Z", "UTC"},
      {"2024-08-31T12:00:00Z", "6mo", "2024-02-29T12:00:00Z", "UTC"},
      {"2025-03-31T00:00:00Z", "1mo", "2025-02-28T00:00:00Z", "UTC"},
      {"2024-02-29T09:00:00Z", "1y", "2023-02-28T09:00:00Z", "UTC"},
      {"2024-02-29T09:00:00Z", "4y", "2020-02-29T09:00:00Z", "UTC"},
      {"2025-01-31T23:59:59Z", "12mo", "2024-01-31T23:59:59Z", "UTC"},
      {"2025-03-01T10:00:00Z", "30d", "2025-01-30T10:00:00Z", "UTC"},
      {"2025-03-01T10:00:00Z", "2w", "2025-02-15T10:00:00Z", "UTC"},
      {"2025-03-01T10:00:00Z", "12h", "2025-02-28T22:00:00Z", "UTC"},
      // In India it is already 31 March: a month back is 28 February there.
      {"2025-03-30T20:00:00Z", "1mo", "2025-02-27T20:00:00Z", "Asia/Kolkata"},
      // New York was at UTC-5 in January and is at UTC-4 in June: noon there stays noon.
      {"2025-06-15T16:00:00Z", "5mo", "2025-01-15T17:00:00Z", "America/New_York"},
      // Days are exact hours, also over a change of clocks.
      {"2025-03-10T16:00:00Z", "2d", "2025-03-08T16:00:00Z", "America/New_York"},
  };
  for (const auto& w : windows) {
    const std::int64_t now = at(w.now);
    const std::int64_t start = at(w.start);
    const auto leaf = [&](const std::string& op) {
      return R"({"field":"last_order_at","op":")" + op + R"(","value":")" + w.length + "\"}";
    };
    for (const std::int64_t inside : {start, start + 1, now - 1, now}) {
      EXPECT_TRUE(selects(leaf("within"), ordered(inside), now, w.zone)) << w.now << " " << w.length;
      EXPECT_FALSE(selects(leaf("not_within"), ordered(inside), now, w.zone)) << w.now << " " << w.length;
    }
    for (const std::int64_t outside : {start - 1, now + 1}) {
      EXPECT_FALSE(selects(leaf("within"), ordered(outside), now, w.zone)) << w.now << " " << w.length;
      EXPECT_TRUE(selects(leaf("not_within"), ordered(outside), now, w.zone)) << w.now << " " << w.length;
    }
    EXPECT_TRUE(selects(leaf("older_than"), ordered(start - 1), now, w.zone)) << w.now;
    EXPECT_FALSE(selects(leaf("older_than"), ordered(start), now, w.zone)) << w.now;
    EXPECT_TRUE(selects(leaf("younger_than"), ordered(start + 1), now, w.zone)) << w.now;
    EXPECT_FALSE(selects(leaf("younger_than"), ordered(start), now, w.zone)) << w.now;
  }
}

TEST(Windows, of_dates_count_by_the_organisations_calendar) {
  const std::int64_t now = at("2025-03-30T20:00:00Z");
  const std::string rule = R"({"field":"birth_date","op":"within","value":"1d"})";
  EXPECT_TRUE(selects(rule, born(*parse_date("2025-03-29")), now, "UTC"));
  EXPECT_FALSE(selects(rule, born(*parse_date("2025-03-31")), now, "UTC"));
  EXPECT_TRUE(selects(rule, born(*parse_date("2025-03-31")), now, "Asia/Kolkata"));
  EXPECT_FALSE(selects(rule, born(*parse_date("2025-03-29")), now, "Asia/Kolkata"));
}

TEST(Days, begin_and_end_where_their_zone_says) {
  const auto on = [](const std::string& zone) {
    return R"({"field":"last_order_at","op":"on","value":"2025-11-02","timezone":")" + zone + "\"}";
  };
  // A day of 25 hours in New York.
  const std::int64_t start = at("2025-11-02T04:00:00Z");
  const std::int64_t end = at("2025-11-03T05:00:00Z");
  EXPECT_TRUE(selects(on("America/New_York"), ordered(start)));
  EXPECT_TRUE(selects(on("America/New_York"), ordered(end - 1)));
  EXPECT_FALSE(selects(on("America/New_York"), ordered(start - 1)));
  EXPECT_FALSE(selects(on("America/New_York"), ordered(end)));
  EXPECT_TRUE(selects(R"({"field":"last_order_at","op":"on","value":"2025-11-02"})", ordered(end - 1), 0,
                      "America/New_York"));
  EXPECT_FALSE(selects(on("UTC"), ordered(end - 1), 0, "America/New_York"));
  EXPECT_TRUE(
      selects(R"({"field":"birth_date","op":"on","value":"1990-02-28"})", born(*parse_date("1990-02-28"))));
}

TEST(Days, before_ends_where_after_does_not_yet_begin) {
  const auto leaf = [](const std::string& op, const std::string& value) {
    return R"({"field":"last_order_at","op":")" + op + R"(","value":")" + value + "\"}";
  };
  const std::int64_t start = at("2025-01-31T00:00:00Z");
  EXPECT_TRUE(selects(leaf("before", "2025-01-31"), ordered(start - 1)));
  EXPECT_FALSE(selects(leaf("before", "2025-01-31"), ordered(start)));
  EXPECT_FALSE(selects(leaf("after", "2025-01-31"), ordered(start + kDay - 1)));
  EXPECT_TRUE(selects(leaf("after", "2025-01-31"), ordered(start + kDay)));
  EXPECT_FALSE(selects(leaf("after", "2025-01-31T00:00:00Z"), ordered(start)));
  EXPECT_TRUE(selects(leaf("after", "2025-01-31T00:00:00Z"), ordered(start + 1)));
  EXPECT_FALSE(selects(leaf("before", "2025-01-31T00:00:00Z"), ordered(start)));
  EXPECT_TRUE(selects(R"({"field":"birth_date","op":"before","value":"1990-02-28"})",
                      born(*parse_date("1990-02-27"))));
  EXPECT_FALSE(selects(R"({"field":"birth_date","op":"after","value":"1990-02-28"})",
                       born(*parse_date("1990-02-28"))));
}

}  // namespace
}  // namespace carillon::audience
