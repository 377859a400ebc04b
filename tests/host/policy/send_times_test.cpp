#include "policy/send_times.h"

#include <array>
#include <random>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "base/zone.h"
#include "policy/rules.h"

namespace carillon::policy {
namespace {

constexpr std::array<std::string_view, 8> kZones{"UTC",
                                                 "Asia/Kolkata",
                                                 "America/New_York",
                                                 "Europe/London",
                                                 "Australia/Lord_Howe",
                                                 "Asia/Kathmandu",
                                                 "America/Sao_Paulo",
                                                 "Pacific/Apia"};

SendTimes quiet(std::string_view hours) {
  SendTimes times;
  EXPECT_TRUE(parse_quiet_hours(hours, times));
  return times;
}

std::string next(const SendTimes& times, std::string_view zone, std::string_view from) {
  const auto at = next_allowed(times, zone, *parse_time(from));
  return at ? time_text(*at) : "never";
}

bool allowed(const SendTimes& times, std::string_view zone, std::int64_t at) {
  return times.allows(zone::local_time(zone, at).value());
}

TEST(SendTimes, the_next_allowed_instant_is_allowed_and_nothing_before_it_is) {
  std::mt19937_64 random(7);
  const auto upto = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  for (int round = 0; round < 400; ++round) {
    SendTimes times;
    times.quiet_from = static_cast<std::int32_t>(upto(1'440));
    times.quiet_to = static_cast<std::int32_t>(upto(1'440));
    if (round % 3 == 0) times.days = static_cast<std::uint8_t>(1 + upto(127));
    const std::string_view zone = kZones[static_cast<std::size_t>(upto(kZones.size()))];
    // Every other start lies within two days of clocks that are moved.
    std::int64_t from = *parse_time("2026-01-01T00:00:00Z") + upto(730) * kDayUs + upto(kDayUs);
    if (round % 2 == 0) {
      const auto period = zone::period(zone, from).value();
      if (period.until_us < from + 400 * kDayUs) from = period.until_us - kDayUs + upto(2 * kDayUs);
    }
    const auto first = next_allowed(times, zone, from);
    ASSERT_TRUE(first) << zone << " " << time_text(from);
    ASSERT_GE(*first, from);
    EXPECT_TRUE(allowed(times, zone, *first)) << zone << " " << time_text(from) << " " << time_text(*first);
    if (*first > from) {
      EXPECT_FALSE(allowed(times, zone, from));
      EXPECT_FALSE(allowed(times, zone, *first - 1)) << zone << " " << time_text(*first);
    }
    for (std::int64_t at = from; at < *first; at += 7 * kMinuteUs + upto(kMinuteUs)) {
      ASSERT_FALSE(allowed(times, zone, at))
          << zone << " " << time_text(at) << " before " << time_text(*first);
    }
  }
}

TEST(SendTimes, quiet_hours_over_midnight_end_in_the_morning_of_the_zone) {
  const auto times = quiet("21:00-08:00");
  EXPECT_EQ(next(times, "Asia/Kolkata", "2026-11-21T16:00:00Z"), "2026-11-22T02:30:00Z");
  EXPECT_EQ(next(times, "UTC", "2026-11-21T16:00:00Z"), "2026-11-21T16:00:00Z");
  EXPECT_EQ(next(times, "UTC", "2026-11-21T21:00:00Z"), "2026-11-22T08:00:00Z");
  EXPECT_EQ(next(times, "UTC", "2026-11-21T08:00:00Z"), "2026-11-21T08:00:00Z");
}

TEST(SendTimes, quiet_hours_that_end_in_an_hour_left_out_end_when_the_clocks_move) {
  // On 2026-03-29 London's clocks go from 01:00 to 02:00.
  EXPECT_EQ(next(quiet("23:00-01:30"), "Europe/London", "2026-03-29T00:10:00Z"), "2026-03-29T01:00:00Z");
}

TEST(SendTimes, an_hour_that_comes_twice_is_quiet_twice) {
  // On 2026-10-25 London's clocks go from 02:00 back to 01:00: 01:30 comes at 00:30Z and at 01:30Z.
  const auto times = quiet("23:00-01:30");
  EXPECT_EQ(next(times, "Europe/London", "2026-10-25T00:10:00Z"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(next(times, "Europe/London", "2026-10-25T01:05:00Z"), "2026-10-25T01:30:00Z");
}

TEST(SendTimes, holidays_and_days_of_the_week_wait_for_the_next_good_day) {
  SendTimes times;
  ASSERT_TRUE(parse_days({"mon", "Tuesday", "wed", "thu", "fri"}, times));
  ASSERT_TRUE(parse_holidays({"12-25", "2026-12-28"}, times));
  EXPECT_EQ(next(times, "UTC", "2026-12-25T10:00:00Z"), "2026-12-29T00:00:00Z");
  EXPECT_EQ(next(times, "UTC", "2026-12-24T10:00:00Z"), "2026-12-24T10:00:00Z");
}

TEST(SendTimes, a_calendar_without_a_single_good_day_never_allows) {
  SendTimes times;
  times.days = 0;
  EXPECT_EQ(next(times, "UTC", "2026-12-25T10:00:00Z"), "never");
  EXPECT_EQ(next(quiet(""), "No/Where", "2026-12-25T10:00:00Z"), "never");
}

}  // namespace
}  // namespace carillon::policy
