// What a campaign may say besides its audience and content, read from its `options` once.
//
// Every fault of the JSON is told, with its pointer. A campaign without options has the defaults.
// Pure values and functions; thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/recurrence.h"

namespace carillon::delivery {

inline constexpr std::int64_t kSecondUs = 1'000'000, kMinuteUs = 60 * kSecondUs, kHourUs = 60 * kMinuteUs,
                              kDayUs = 24 * kHourUs;

struct Schedule {
  // The instant of the start. With per_customer it is when the first zone reaches `local_us`.
  std::optional<std::int64_t> at_us;
  // With per_customer: what a clock on the customer's wall shows when their message may go, in microseconds
  // since 1970.
  std::optional<std::int64_t> local_us;
  bool per_customer = false;
  std::string timezone;  // of a time without offset and of the rule; empty: the organisation's
  std::optional<Recurrence> repeat;
};

struct QuietHours {
  enum class How { kOfOrganisation, kOff, kOwn };
  How how = How::kOfOrganisation;
  std::int64_t from_minute = 0,
               to_minute = 0;  // of kOwn: of the recipient's day; over midnight when from > to
};

struct Tracking {
  std::optional<bool> opens, clicks;  // nothing: as configured
};

struct Test {                        // of variants
  double test_share = 1;             // of the audience that takes part
  std::int64_t decide_after_us = 0;  // from the start until the winner is chosen
  enum class Metric { kDelivered, kOpened, kClicked, kConverted } metric = Metric::kClicked;
  bool auto_winner = false;  // whoever is not in the test waits for the winner and gets it
};

struct CampaignOptions {
  int priority = 5;  // 0..9, the highest first
  Schedule schedule;
  double per_second = 0;  // messages of this campaign; 0: only the channel's own limit
  std::int64_t expires_after_us =
      0;  // from the start (in the last zone); what is not sent by then is skipped. 0: never
  QuietHours quiet_hours;
  bool frequency_caps = true;
  std::int32_t holdout_ppm = 0;  // parts of a million of the audience that get no message
  Tracking tracking;
  bool list_unsubscribe = false;  // of single messages; those of an audience tell it anyway
  std::string sender;             // empty: the channel's
  std::optional<Test> test;
  std::int64_t attribution_us = 7 * kDayUs;
  std::optional<bool> approval;  // true: asked for also where it is not configured

  // In parts of a million; see in_holdout().
  double holdout() const { return holdout_ppm / 1e6; }
};

// `timezone`: the organisation's, for times without an offset. Pointers begin with `pointer`.
std::variant<CampaignOptions, Issues> read_options(const json::value& options, std::string_view timezone,
                                                   std::string_view pointer = {});

// The zone in which a schedule counts its days: for local times the first that reaches them.
std::string_view zone_of(const Schedule& schedule, std::string_view timezone);
// The local time that the first zone reaches at an instant.
std::int64_t local_start_of(std::int64_t at_us);

// Of a stored campaign, whose options were checked when it was saved; a fault is CRL_E_INVALID.
Result<CampaignOptions> stored_options(std::string_view options, std::string_view timezone);

// Whether a customer is held out of a campaign: the same on every host and at every repeat, and independent
// of the customer's variant and of other campaigns.
bool in_holdout(Id campaign, Id customer, std::int32_t holdout_ppm);

// Whether a customer takes part in a campaign's test of variants; as fixed as in_holdout().
bool in_test(Id campaign, Id customer, double test_share);

}  // namespace carillon::delivery
