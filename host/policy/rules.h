// What the organisation has decided about whom to write to and when: [policy] of the configuration, typed.
//
// Value types; the parsers are pure and say what they expected.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "policy/send_times.h"

namespace carillon::policy {

// At most so many messages in any window of this length that ends now.
struct Cap {
  std::string channel;  // empty: over all channels
  std::int64_t most = 0;
  std::int64_t window_us = 0;
  bool operator==(const Cap&) const = default;
};

struct Rules {
  std::string timezone = "UTC";  // of those whose own is not known
  std::string country;           // ISO 3166 alpha-2 of phone numbers without one; empty: they must have one
  SendTimes send_times;
  bool transactional_waits = false;  // whether transactional messages keep the send times, too
  std::vector<Cap> caps;
  bool skip_duplicates = true;     // of customers with one address the first gets the campaign
  std::uint32_t soft_bounces = 3;  // so many campaigns that bounced softly within 30 days end an address
  std::vector<std::string> stop_words{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"};
  std::vector<std::string> start_words{"START", "UNSTOP"};
};

// "21:00-08:00"; empty: none.
Status parse_quiet_hours(std::string_view text, SendTimes& into);
// "mon", "Tuesday": all that are allowed. No items: every day.
Status parse_days(const std::vector<std::string>& items, SendTimes& into);
// "2026-12-25", or "12-25" for every year.
Status parse_holidays(const std::vector<std::string>& items, SendTimes& into);
// "3 in 7 days", "sms: 1 in 12 hours".
Result<Cap> parse_cap(std::string_view text);

}  // namespace carillon::policy
