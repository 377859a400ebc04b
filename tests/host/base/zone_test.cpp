#include "base/zone.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace carillon {
namespace {

TEST(Zone, knows_iana_names_only) {
  for (const char* name : {"UTC", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Berlin"})
    EXPECT_TRUE(zone::exists(name)) << name;
  for (const char* name : {"", "Mars/Olympus", "+05:30", "../UTC"}) EXPECT_FALSE(zone::exists(name)) << name;
  EXPECT_NE(zone::day_start("Nowhere", 2025, 1, 1).error().message.find("\"Nowhere\""), std::string::npos);
}

TEST(Zone, a_day_starts_at_local_midnight) {
  EXPECT_EQ(*zone::day_start("Asia/Kolkata", 2025, 11, 21), parse_time("2025-11-20T18:30:00Z"));
  EXPECT_EQ(*zone::day_start("Europe/Berlin", 2025, 7, 1), parse_time("2025-06-30T22:00:00Z"));
}

TEST(Zone, a_day_without_midnight_starts_at_its_first_instant) {
  // Summer time began at midnight: 2018-11-04 had no 00:00 in Sao Paulo.
  EXPECT_EQ(*zone::day_start("America/Sao_Paulo", 2018, 11, 4), parse_time("2018-11-04T03:00:00Z"));
}

TEST(Zone, a_day_that_the_calendar_lacks_is_refused) {
  EXPECT_FALSE(zone::day_start("UTC", 2025, 2, 29));
  EXPECT_FALSE(zone::day_start("UTC", 2025, 13, 1));
  EXPECT_FALSE(zone::day_start("UTC", 2025, 0, 1));
  EXPECT_FALSE(zone::day_start("UTC", 2025, -1, -1));
}

TEST(Zone, an_instant_lies_in_the_day_whose_start_is_the_last_before_it) {
  for (const char* name :
       {"UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "America/Sao_Paulo"}) {
    for (std::int64_t at = 1'500'000'000'000'000; at < 1'600'000'000'000'000; at += 777'777'777'777) {
      const auto day = zone::local_day(name, at);
      ASSERT_TRUE(day);
      const auto start_of = [&](std::int64_t days) {
        const std::string text = date_text(days);
        return *zone::day_start(name, std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)),
                                std::stoi(text.substr(8)));
      };
      EXPECT_LE(start_of(*day), at) << name;
      EXPECT_GT(start_of(*day + 1), at) << name;
    }
  }
  EXPECT_EQ(*zone::local_day("UTC", -1), -1);
}

}  // namespace
}  // namespace carillon
