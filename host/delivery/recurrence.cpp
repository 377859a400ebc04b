#include "delivery/recurrence.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "base/time_text.h"
#include "base/zone.h"

namespace carillon::delivery {

namespace {

using Frequency = Recurrence::Frequency;

constexpr std::int64_t kMinuteUs = 60'000'000, kDayUs = 24 * 60 * kMinuteUs;
constexpr std::int64_t kLastDay = 36'600;  // from the start: a hundred years
constexpr std::string_view kWeekdays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

Error wrong(std::string_view part, std::string_view expected) {
  return invalid("\"" + std::string(part.substr(0, 64)) + "\": expected " + std::string(expected));
}

std::optional<int> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto end = text.find(by);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// "20261231T235959Z", "20261231T235959" or "20261231" (its last instant).
std::optional<std::int64_t> until_of(std::string_view text, std::string_view timezone) {
  const bool utc = text.ends_with('Z');
  if (utc) text.remove_suffix(1);
  if (text.size() != 8 && (text.size() != 15 || text[8] != 'T')) return std::nullopt;
  const auto piece = [&](std::size_t at, std::size_t n) { return std::string(text.substr(at, n)); };
  std::string plain = piece(0, 4) + '-' + piece(4, 2) + '-' + piece(6, 2) + 'T';
  plain += text.size() == 8 ? "23:59:59" : piece(9, 2) + ':' + piece(11, 2) + ':' + piece(13, 2);
  const auto civil = parse_time(plain + 'Z');
  if (!civil || utc) return civil;
  const auto at = zone::instant_of(timezone, *civil);
  return at ? std::optional(*at) : std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view timezone) : timezone_(timezone) {}

  Result<Recurrence> run(std::string_view rule) {
    if (rule.starts_with("RRULE:")) rule.remove_prefix(6);
    bool frequency = false;
    for (const auto part : split(rule, ';')) {
      const auto equals = part.find('=');
      if (equals == std::string_view::npos) return wrong(part, "NAME=VALUE parts with ; between them");
      const auto name = part.substr(0, equals);
      if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return wrong(part, "each part once");
      seen_.push_back(name);
      frequency = frequency || name == "FREQ";
      if (auto read = one(name, part.substr(equals + 1), part); !read) return read.error();
    }
    if (!frequency) return invalid("a rule needs FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY");
    if (out_.count && out_.until_us) return invalid("a rule has COUNT or UNTIL, not both");
    if (out_.frequency == Frequency::kWeekly && !out_.month_days.empty())
      return invalid("FREQ=WEEKLY has no BYMONTHDAY; use FREQ=MONTHLY");
    for (const auto& day : out_.days) {
      if (day.ordinal != 0 && out_.frequency != Frequency::kMonthly)
        return invalid("only FREQ=MONTHLY has BYDAY with a number");
    }
    return std::move(out_);
  }

 private:
  Status one(std::string_view name, std::string_view value, std::string_view part) {
    if (name == "FREQ") return frequency(value, part);
    if (name == "BYDAY") return days(value, part);
    if (name == "BYMONTHDAY") return list(value, part, -31, 31, out_.month_days);
    if (name == "BYHOUR") return list(value, part, 0, 23, out_.hours);
    if (name == "BYMINUTE") return list(value, part, 0, 59, out_.minutes);
    if (name == "WKST") return value == "MO" ? Status{} : wrong(part, "WKST=MO");
    if (name == "INTERVAL" || name == "COUNT") {
      const auto n = number(value);
      if (!n || *n < 1 || *n > 10'000) return wrong(part, "a whole number from 1 to 10000");
      if (name == "COUNT") {
        out_.count = *n;
      } else {
        out_.interval = *n;
      }
      return {};
    }
    if (name == "UNTIL") {
      out_.until_us = until_of(value, timezone_);
      return out_.until_us ? Status{} : wrong(part, "a time such as 20261231T235959Z, or a day");
    }
    return wrong(part, "one of FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYHOUR, BYMINUTE, COUNT, UNTIL");
  }

  Status frequency(std::string_view value, std::string_view part) {
    if (value == "DAILY") {
      out_.frequency = Frequency::kDaily;
    } else if (value == "WEEKLY") {
      out_.frequency = Frequency::kWeekly;
    } else if (value == "MONTHLY") {
      out_.frequency = Frequency::kMonthly;
    } else {
      return wrong(part, "DAILY, WEEKLY or MONTHLY");
    }
    return {};
  }

  Status days(std::string_view value, std::string_view part) {
    for (const auto item : split(value, ',')) {
      if (item.size() < 2) return wrong(part, "weekdays such as MO,WE or 1MO,-1FR");
      const auto name = item.substr(item.size() - 2);
      const auto* const at = std::find(std::begin(kWeekdays), std::end(kWeekdays), name);
      const auto ordinal = item.size() == 2 ? std::optional(0) : number(item.substr(0, item.size() - 2));
      if (at == std::end(kWeekdays) || !ordinal || *ordinal < -5 || *ordinal > 5 ||
          (item.size() > 2 && *ordinal == 0))
        return wrong(part, "weekdays such as MO,WE or 1MO,-1FR");
      out_.days.push_back({static_cast<unsigned>(at - std::begin(kWeekdays)), *ordinal});
    }
    return {};
  }

  static Status list(std::string_view value, std::string_view part, int min, int max, std::vector<int>& out) {
    for (const auto item : split(value, ',')) {
      const auto n = number(item);
      if (!n || *n < min || *n > max || (min < 0 && *n == 0))
        return wrong(part, "numbers from " + std::to_string(min) + " to " + std::to_string(max) +
                               (min < 0 ? " without 0" : ""));
      out.push_back(*n);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return {};
  }

  const std::string_view timezone_;
  Recurrence out_;
  std::vector<std::string_view> seen_;
};

std::chrono::year_month_day calendar(std::int64_t day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Of the month in which `day` is, `months` later.
std::chrono::year_month month_of(std::int64_t day, std::int64_t months) {
  const auto ymd = calendar(day);
  return std::chrono::year_month{ymd.year(), ymd.month()} + std::chrono::months{months};
}

}  // namespace

Result<Recurrence> parse_recurrence(std::string_view rule, std::string_view timezone) {
  return Parser(timezone).run(rule);
}

Occurrences::Occurrences(const Recurrence& rule, std::int64_t start_us, std::string_view timezone)
    : rule_(rule), timezone_(timezone), hours_(rule.hours), minutes_(rule.minutes) {
  const std::int64_t local = zone::local_time(timezone, start_us).value();
  first_day_ = floor_div(local, kDayUs);
  const std::int64_t minute = (local - first_day_ * kDayUs) / kMinuteUs;
  if (hours_.empty()) hours_.push_back(static_cast<int>(minute / 60));
  if (minutes_.empty()) minutes_.push_back(static_cast<int>(minute % 60));
  last_ = start_us - 1;
}

bool Occurrences::matches(std::int64_t day) const {
  const auto date = calendar(day);
  const std::chrono::year_month_day_last end{date.year(), std::chrono::month_day_last{date.month()}};
  const int of_month = static_cast<int>(static_cast<unsigned>(date.day()));
  const int length = static_cast<int>(static_cast<unsigned>(end.day()));
  const auto weekday = std::chrono::weekday{std::chrono::sys_days{std::chrono::days{day}}}.c_encoding();
  if (!rule_.month_days.empty() && std::none_of(rule_.month_days.begin(), rule_.month_days.end(), [&](int n) {
        return n == of_month || n == of_month - length - 1;
      }))
    return false;
  if (!rule_.days.empty()) {
    return std::any_of(rule_.days.begin(), rule_.days.end(), [&](const Recurrence::Day& d) {
      return d.weekday == weekday && (d.ordinal == 0 || d.ordinal == (of_month - 1) / 7 + 1 ||
                                      d.ordinal == -((length - of_month) / 7 + 1));
    });
  }
  if (!rule_.month_days.empty()) return true;
  const auto start = calendar(first_day_);
  switch (rule_.frequency) {
    case Frequency::kDaily:
      return true;
    case Frequency::kWeekly:
      return (day - first_day_) % 7 == 0;
    case Frequency::kMonthly:
      return date.day() == start.day();
  }
  return false;
}

// The instants of the next period that has some.
bool Occurrences::fill() {
  while (ready_.empty()) {
    std::int64_t day = 0, days = 1;
    switch (rule_.frequency) {
      case Frequency::kDaily:
        day = first_day_ + period_ * rule_.interval;
        break;
      case Frequency::kWeekly:  // 1970-01-05 was a Monday
        day = first_day_ - ((first_day_ - 4) % 7 + 7) % 7 + 7 * period_ * rule_.interval;
        days = 7;
        break;
      case Frequency::kMonthly: {
        const auto month = month_of(first_day_, period_ * rule_.interval);
        day = std::chrono::sys_days{month / 1}.time_since_epoch().count();
        days = std::chrono::sys_days{month / std::chrono::last}.time_since_epoch().count() - day + 1;
        break;
      }
    }
    ++period_;
    if (day > first_day_ + kLastDay) return false;
    for (const std::int64_t end = day + days; day < end; ++day) {
      if (!matches(day)) continue;
      for (const int hour : hours_) {
        for (const int minute : minutes_) {
          const auto at =
              zone::instant_of(timezone_, day * kDayUs + (hour * 60 + minute) * kMinuteUs).value();
          if (at > last_) ready_.push_back(last_ = at);
        }
      }
    }
    std::reverse(ready_.begin(), ready_.end());
  }
  return true;
}

std::optional<std::int64_t> Occurrences::next() {
  if ((rule_.count && given_ >= *rule_.count) || !fill()) return std::nullopt;
  const std::int64_t at = ready_.back();
  if (rule_.until_us && at > *rule_.until_us) return std::nullopt;
  ready_.pop_back();
  ++given_;
  return at;
}

}  // namespace carillon::delivery
