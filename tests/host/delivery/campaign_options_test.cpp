#include "delivery/campaign_options.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace carillon::delivery {
namespace {

std::variant<CampaignOptions, Issues> read(std::string_view text, std::string_view zone = "Asia/Kolkata") {
  return read_options(parse_json(text).value(), zone, "/options");
}

CampaignOptions good(std::string_view text, std::string_view zone = "Asia/Kolkata") {
  auto made = read(text, zone);
  if (const auto* issues = std::get_if<Issues>(&made)) {
    ADD_FAILURE() << issues->front().pointer << ": " << issues->front().detail;
    return {};
  }
  return std::get<CampaignOptions>(std::move(made));
}

TEST(CampaignOptions, of_a_campaign_without_any_are_the_defaults) {
  const auto o = good("{}");
  EXPECT_EQ(o.priority, 5);
  EXPECT_FALSE(o.schedule.at_us);
  EXPECT_FALSE(o.schedule.repeat);
  EXPECT_TRUE(o.frequency_caps);
  EXPECT_EQ(o.holdout_ppm, 0);
  EXPECT_EQ(o.attribution_us, 7 * kDayUs);
  EXPECT_FALSE(o.approval);
}

TEST(CampaignOptions, are_read_with_every_fault_and_its_pointer) {
  auto made =
      read(R"({"priority":10,"holdout":0.6,"limits":{"per_second":"x","often":1},"quiet_hours":{"from":"9"},
    "ab":{"metric":"smiles"},"tracking":{"opens":1},"schedule":{"per_customer":true},"colour":"red"})");
  ASSERT_TRUE(std::holds_alternative<Issues>(made));
  std::vector<std::string> pointers;
  for (const auto& issue : std::get<Issues>(made)) pointers.push_back(issue.pointer);
  std::sort(pointers.begin(), pointers.end());
  EXPECT_EQ(pointers, (std::vector<std::string>{"/options/ab/metric", "/options/colour", "/options/holdout",
                                                "/options/limits/often", "/options/limits/per_second",
                                                "/options/priority", "/options/quiet_hours",
                                                "/options/schedule/at", "/options/tracking/opens"}));
}

TEST(CampaignOptions, take_times_with_an_offset_or_in_the_zone_that_is_named) {
  EXPECT_EQ(time_text(*good(R"({"schedule":{"at":"2026-12-01T09:00:00+01:00"}})").schedule.at_us),
            "2026-12-01T08:00:00Z");
  EXPECT_EQ(time_text(*good(R"({"schedule":{"at":"2026-12-01T09:00:00"}})").schedule.at_us),
            "2026-12-01T03:30:00Z");
  EXPECT_EQ(
      time_text(
          *good(R"({"schedule":{"at":"2026-07-01T09:00:00","timezone":"Europe/Berlin"}})").schedule.at_us),
      "2026-07-01T07:00:00Z");
}

TEST(CampaignOptions, start_in_the_first_zone_that_reaches_a_local_time) {
  const auto o = good(R"({"schedule":{"at":"2026-12-01T09:00:00","per_customer":true}})");
  EXPECT_EQ(time_text(*o.schedule.at_us), "2026-11-30T19:00:00Z");
  EXPECT_EQ(time_text(*o.schedule.local_us), "2026-12-01T09:00:00Z");
}

TEST(CampaignOptions, understand_durations_and_quiet_hours) {
  const auto o =
      good(R"({"limits":{"per_second":12.5,"expires_after":"36h"},"quiet_hours":{"from":"21:30","to":"08:00"},
    "ab":{"test_share":0.2,"decide_after":7200,"metric":"opened","auto_winner":true}})");
  EXPECT_EQ(o.per_second, 12.5);
  EXPECT_EQ(o.expires_after_us, 36 * kHourUs);
  EXPECT_EQ(o.quiet_hours.how, QuietHours::How::kOwn);
  EXPECT_EQ(o.quiet_hours.from_minute, 21 * 60 + 30);
  EXPECT_EQ(o.test->decide_after_us, 2 * kHourUs);
  EXPECT_EQ(good(R"({"quiet_hours":"off"})").quiet_hours.how, QuietHours::How::kOff);
}

TEST(Holdout, takes_its_share_and_is_independent_between_campaigns) {
  constexpr int kPeople = 100'000;
  int first = 0, both = 0;
  for (Id customer = 1; customer <= kPeople; ++customer) {
    const bool held = in_holdout(7, customer, 100'000);
    EXPECT_EQ(held, in_holdout(7, customer, 100'000));
    first += held ? 1 : 0;
    both += held && in_holdout(8, customer, 100'000) ? 1 : 0;
    ASSERT_FALSE(in_holdout(7, customer, 0));
  }
  EXPECT_NEAR(first, kPeople / 10, 500);
  EXPECT_NEAR(both, kPeople / 100, 200);
}

std::vector<std::string> instants(std::string_view rule, std::string_view start, std::string_view zone,
                                  std::size_t n) {
  const auto parsed = parse_recurrence(rule, zone);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  if (!parsed) return {};
  Occurrences all(*parsed, *parse_time(start), zone);
  std::vector<std::string> out;
  while (out.size() < n) {
    const auto at = all.next();
    if (!at) break;
    out.push_back(time_text(*at));
  }
  return out;
}
using Texts = std::vector<std::string>;

TEST(Recurrence, keeps_the_hour_on_the_wall_over_a_change_of_clocks) {
  EXPECT_EQ(instants("FREQ=DAILY", "2026-10-24T07:00:00Z", "Europe/Berlin", 3),
            (Texts{"2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"}));
}

TEST(Recurrence, moves_a_skipped_time_and_takes_the_first_of_a_repeated_one) {
  EXPECT_EQ(instants("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "2026-03-28T00:00:00Z", "Europe/Berlin", 3),
            (Texts{"2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"}));
  EXPECT_EQ(instants("FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "2026-10-24T22:00:00Z", "Europe/Berlin", 2),
            (Texts{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}));
}

TEST(Recurrence, of_weeks_counts_them_from_monday) {
  EXPECT_EQ(instants("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;BYHOUR=9;COUNT=4", "2026-11-22T09:00:00Z", "UTC", 9),
            (Texts{"2026-11-22T09:00:00Z", "2026-11-30T09:00:00Z", "2026-12-06T09:00:00Z",
                   "2026-12-14T09:00:00Z"}));
}

TEST(Recurrence, of_months_leaves_out_days_that_are_not_there) {
  EXPECT_EQ(instants("FREQ=MONTHLY;UNTIL=20270401", "2026-12-31T10:00:00Z", "UTC", 9),
            (Texts{"2026-12-31T10:00:00Z", "2027-01-31T10:00:00Z", "2027-03-31T10:00:00Z"}));
  EXPECT_EQ(instants("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-01-01T10:00:00Z", "UTC", 9),
            (Texts{"2027-01-31T10:00:00Z", "2027-02-28T10:00:00Z", "2027-03-31T10:00:00Z"}));
  EXPECT_EQ(instants("FREQ=MONTHLY;BYDAY=-1FR,1MO;COUNT=3", "2026-11-01T10:00:00Z", "UTC", 9),
            (Texts{"2026-11-02T10:00:00Z", "2026-11-27T10:00:00Z", "2026-12-07T10:00:00Z"}));
  EXPECT_TRUE(
      instants("FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=5MO;UNTIL=20260101", "2026-11-01T10:00:00Z", "UTC", 9)
          .empty());
}

TEST(Recurrence, tells_what_is_wrong_with_a_rule) {
  for (const char* rule :
       {"", "FREQ=HOURLY", "INTERVAL=2", "FREQ=DAILY;COUNT=1;UNTIL=20270101", "FREQ=DAILY;BYHOUR=24",
        "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;UNTIL=2027", "FREQ=DAILY;COUNT=0",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;BYSETPOS=1", "FREQ=WEEKLY;BYDAY=XX"}) {
    EXPECT_FALSE(parse_recurrence(rule, "UTC")) << rule;
  }
}

}  // namespace
}  // namespace carillon::delivery
