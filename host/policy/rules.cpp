#include "policy/rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/fold.h"
#include "base/time_text.h"

namespace carillon::policy {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || n < 0) return std::nullopt;
  return n;
}

// "08:30" in minutes; "24:00" is the end of the day.
std::optional<std::int32_t> minute_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = number(text.substr(0, 2)), minutes = number(text.substr(3));
  if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > 24 * 60) return std::nullopt;
  return static_cast<std::int32_t>((*hours * 60 + *minutes) % (24 * 60));
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

struct Unit {
  std::string_view name;
  std::int64_t us;
};
constexpr std::array kUnits{Unit{"minute", kMinuteUs}, Unit{"hour", 60 * kMinuteUs}, Unit{"day", kDayUs},
                            Unit{"week", 7 * kDayUs}};

}  // namespace

Status parse_quiet_hours(std::string_view text, SendTimes& into) {
  into.quiet_from = into.quiet_to = 0;
  text = trimmed(text);
  if (text.empty()) return {};
  const auto dash = text.find('-');
  const auto from = minute_of_day(trimmed(text.substr(0, dash)));
  const auto to =
      dash == std::string_view::npos ? std::nullopt : minute_of_day(trimmed(text.substr(dash + 1)));
  if (!from || !to || *from == *to) {
    return invalid("found " + quoted(text) +
                   ", expected two different times of the day such as \"21:00-08:00\", or nothing");
  }
  into.quiet_from = *from;
  into.quiet_to = *to;
  return {};
}

Status parse_days(const std::vector<std::string>& items, SendTimes& into) {
  constexpr std::array<std::string_view, 7> kNames{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
  into.days = items.empty() ? 0x7F : 0;
  for (const auto& item : items) {
    const std::string name = lower(item);
    const auto found = std::find_if(kNames.begin(), kNames.end(), [&](std::string_view day) {
      return day == name || day.substr(0, 3) == name;
    });
    if (found == kNames.end()) {
      return invalid("found " + quoted(item) + ", expected days of the week such as \"mon\" or \"saturday\"");
    }
    into.days = static_cast<std::uint8_t>(into.days | 1U << static_cast<unsigned>(found - kNames.begin()));
  }
  return {};
}

Status parse_holidays(const std::vector<std::string>& items, SendTimes& into) {
  into.holidays.clear();
  into.yearly.clear();
  for (const auto& item : items) {
    if (const auto day = parse_date(item)) {
      into.holidays.push_back(*day);
    } else if (parse_date("2024-" + item)) {  // a year that has every day
      into.yearly.push_back(
          static_cast<std::int32_t>(*number(item.substr(0, 2)) * 100 + *number(item.substr(3, 2))));
    } else {
      return invalid("found " + quoted(item) +
                     ", expected a date such as \"2026-12-25\", or \"12-25\" for "
                     "every year");
    }
  }
  std::sort(into.holidays.begin(), into.holidays.end());
  std::sort(into.yearly.begin(), into.yearly.end());
  return {};
}

Result<Cap> parse_cap(std::string_view text) {
  const auto fault = [&] {
    return invalid("found " + quoted(text) +
                   ", expected a cap such as \"3 in 7 days\" or, of one channel, \"sms: 1 in 12 hours\"");
  };
  Cap cap;
  std::string_view rest = text;
  if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    cap.channel = trimmed(rest.substr(0, colon));
    rest.remove_prefix(colon + 1);
    if (cap.channel.empty()) return fault();
  }
  std::vector<std::string_view> words;
  for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
    const auto end = std::min(rest.find_first_of(" \t"), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  // "1 in day" is "1 in 1 day".
  if (words.size() == 3) words.insert(words.begin() + 2, "1");
  if (words.size() != 4 || words[1] != "in") return fault();
  const auto most = number(words[0]), length = number(words[2]);
  std::string_view unit = words[3];
  if (unit.ends_with('s')) unit.remove_suffix(1);
  const auto found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == unit; });
  if (!most || *most < 1 || *most > 1'000 || !length || *length < 1 || found == kUnits.end()) return fault();
  if (*length > 366 * kDayUs / found->us) {
    return invalid("found " + quoted(text) + ", expected a window of at most a year");
  }
  cap.most = *most;
  cap.window_us = *length * found->us;
  return cap;
}

}  // namespace carillon::policy
