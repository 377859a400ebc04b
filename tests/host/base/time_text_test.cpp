#include "base/time_text.h"

#include <random>

#include <gtest/gtest.h>

namespace carillon {
namespace {

constexpr std::int64_t kYear1 = -62'135'596'800'000'000;
constexpr std::int64_t kYear9999End = 253'402'300'799'999'999;

TEST(TimeText, reads_back_what_it_writes) {
  std::mt19937_64 random(4);
  std::uniform_int_distribution<std::int64_t> any(kYear1, kYear9999End);
  for (int i = 0; i < 5000; ++i) {
    std::int64_t us = any(random);
    if (i % 3 == 0) us -= us % 1'000'000;
    EXPECT_EQ(parse_time(time_text(us)), us) << us;
  }
  for (const auto us : {kYear1, kYear9999End, std::int64_t{0}, std::int64_t{-1}})
    EXPECT_EQ(parse_time(time_text(us)), us);
}

TEST(TimeText, order_of_whole_seconds_as_text_is_order_in_time) {
  std::mt19937_64 random(6);
  std::uniform_int_distribution<std::int64_t> any(kYear1 / 1'000'000, kYear9999End / 1'000'000);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t a = any(random) * 1'000'000;
    const std::int64_t b = any(random) * 1'000'000;
    EXPECT_EQ(a < b, time_text(a) < time_text(b));
  }
}

TEST(TimeText, shows_only_the_places_that_are_needed) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_text(1'500'000), "1970-01-01T00:00:01.5Z");
  EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999999Z");
}

TEST(TimeText, takes_every_form_of_rfc_3339) {
  const std::int64_t at = 1'763'719'200'000'000;  // 2025-11-21T10:00:00Z
  for (const char* text :
       {"2025-11-21T10:00:00Z", "2025-11-21t10:00:00z", "2025-11-21 10:00:00Z", "2025-11-21T15:30:00+05:30",
        "2025-11-21T02:00:00-0800", "2025-11-21T10:00:00.000Z", "2025-11-21T10:00:00.0000000000Z"}) {
    EXPECT_EQ(parse_time(text), at) << text;
  }
  EXPECT_EQ(parse_time("2025-11-21"), at - 10 * 3'600'000'000);
  EXPECT_EQ(parse_time("2025-11-21T10:00:00.1234567Z"), at + 123'456) << "more than micros are cut";
  EXPECT_EQ(parse_time("2016-12-31T23:59:60Z"), parse_time("2017-01-01T00:00:00Z")) << "a leap second";
}

TEST(TimeText, refuses_what_is_no_time) {
  for (const char* text : {"",
                           "today",
                           "2025-13-01",
                           "2025-02-29T00:00:00Z",
                           "2025-00-10",
                           "2025-01-00",
                           "0000-01-01",
                           "2025-1-1",
                           "2025-11-21T24:00:00Z",
                           "2025-11-21T10:60:00Z",
                           "2025-11-21T10:00:61Z",
                           "2025-11-21T10:00:00",
                           "2025-11-21T10:00Z",
                           "2025-11-21T10:00:00.Z",
                           "2025-11-21T10:00:00+24:00",
                           "2025-11-21T10:00:00+05:60",
                           "2025-11-21T10:00:00+05:",
                           "2025-11-21T10:00:00Zx",
                           "2025-11-21x",
                           "-2025-11-21",
                           "20251121"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(DateText, reads_back_every_day_of_centuries) {
  for (std::int64_t day = -200'000; day < 200'000; day += 17) EXPECT_EQ(parse_date(date_text(day)), day);
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(parse_date("2000-02-29"), 11'016);
  EXPECT_EQ(parse_date("1900-02-29"), std::nullopt);
  EXPECT_EQ(parse_date("2000-02-29T00:00:00Z"), std::nullopt);
}

}  // namespace
}  // namespace carillon
