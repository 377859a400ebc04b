#include "config/limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/fold.h"
#include "base/time_text.h"

namespace carillon::config {

namespace {

constexpr std::int64_t kSecond = 1'000'000, kDay = 86'400 * kSecond;
constexpr std::int64_t kMost = 1'000'000'000;

struct Window {
  std::string_view key;
  std::int64_t us;
};
constexpr std::array kWindows{Window{"per_second", kSecond}, Window{"per_minute", 60 * kSecond},
                              Window{"per_hour", 3'600 * kSecond}, Window{"per_day", kDay}};

void refuse(const Entry& entry, std::string_view expected, Faults& faults) {
  faults.push_back(fault_at(entry.value_at, entry.path,
                            "found " + describe(entry.value, false) + ", expected " + std::string(expected)));
}

void unknown(const Entry& entry, std::string_view expected, Faults& faults) {
  faults.push_back(
      fault_at(entry.key_at, entry.path, "there is no such key; expected " + std::string(expected)));
}

void window(const Entry& entry, const std::string& key, std::vector<Limit>& limits, Faults& faults) {
  const auto known =
      std::find_if(kWindows.begin(), kWindows.end(), [&](const Window& w) { return w.key == key; });
  if (known == kWindows.end()) return unknown(entry, "per_second, per_minute, per_hour or per_day", faults);
  const auto* n = entry.value.if_int64();
  if (n == nullptr || *n < 1 || *n > kMost)
    return refuse(entry, "a number of messages from 1 to 1000000000", faults);
  limits.push_back({*n, known->us});
}

void warm_up(const Entry& entry, const std::string& key, WarmUp& ramp, Faults& faults) {
  if (key == "from") {
    const auto* text = entry.value.if_string();
    const auto days = text == nullptr ? std::nullopt : parse_date(*text);
    if (!days) return refuse(entry, "the first day as \"2026-11-01\"", faults);
    ramp.from_us = *days * kDay;
  } else if (key == "start") {
    const auto* n = entry.value.if_int64();
    if (n == nullptr || *n < 1 || *n > kMost)
      return refuse(entry, "the number of messages of the first day", faults);
    ramp.start = *n;
  } else if (key == "factor") {
    const double factor = entry.value.is_double()  ? entry.value.get_double()
                          : entry.value.is_int64() ? static_cast<double>(entry.value.get_int64())
                                                   : 0;
    if (!(factor >= 1 && factor <= 10)) return refuse(entry, "a factor from 1 to 10", faults);
    ramp.factor = factor;
  } else {
    unknown(entry, "from, start and factor", faults);
  }
}

}  // namespace

std::optional<std::int64_t> WarmUp::on(std::int64_t now_us) const {
  const std::int64_t days = std::max<std::int64_t>(0, (now_us - from_us) / kDay);
  const double most = static_cast<double>(start) * std::pow(factor, static_cast<double>(days));
  if (!(most < static_cast<double>(kMost))) return std::nullopt;
  return static_cast<std::int64_t>(most);
}

void apply_limit(const Entry& entry, std::span<const std::string> path, ChannelLimits& limits,
                 Faults& faults) {
  if (path.size() == 1) {
    if (path[0] == "domains" || path[0] == "senders" || path[0] == "warm_up") {
      return refuse(entry, "a table", faults);
    }
    return window(entry, path[0], limits.own, faults);
  }
  if (path.size() == 3 && path[0] == "domains")
    return window(entry, path[2], limits.domains[lower(path[1])], faults);
  if (path.size() == 3 && path[0] == "senders")
    return window(entry, path[2], limits.senders[path[1]], faults);
  if (path.size() == 2 && path[0] == "warm_up") {
    if (!limits.warm_up) limits.warm_up.emplace();
    return warm_up(entry, path[1], *limits.warm_up, faults);
  }
  unknown(entry, "per_second, per_minute, per_hour, per_day, domains.NAME, senders.NAME or warm_up", faults);
}

void finish_limits(const Origin& origin, const Path& path, const ChannelLimits& limits, Faults& faults) {
  if (!limits.warm_up || (limits.warm_up->start > 0 && limits.warm_up->from_us != 0)) return;
  Path at = path;
  at.insert(at.end(), {"limits", "warm_up"});
  faults.push_back(fault_at(origin, at, "needs both from (a day) and start (messages of that day)"));
}

}  // namespace carillon::config
