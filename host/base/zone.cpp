#include "base/zone.h"

#include <algorithm>
#include <chrono>
#include <string>

#include <date/tz.h>

namespace carillon::zone {

namespace {

const date::time_zone* find(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::exception&) { return nullptr; }
}

Error unknown(std::string_view name) {
  return invalid("\"" + std::string(name.substr(0, 64)) +
                 "\" is no time zone; give an IANA name such as \"Asia/Kolkata\" or \"UTC\"");
}

}  // namespace

bool exists(std::string_view name) { return find(name) != nullptr; }

Result<std::int64_t> day_start(std::string_view name, int year, int month, int day) {
  const auto* zone = find(name);
  if (zone == nullptr) return unknown(name);
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return invalid("there is no such day in the calendar");
  const auto at = zone->to_sys(date::local_days{ymd} + std::chrono::microseconds{0}, date::choose::earliest);
  return std::int64_t{at.time_since_epoch().count()};
}

Result<std::int64_t> local_time(std::string_view name, std::int64_t at_us) {
  const auto* zone = find(name);
  if (zone == nullptr) return unknown(name);
  const auto local =
      zone->to_local(date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at_us}});
  return std::int64_t{local.time_since_epoch().count()};
}

Result<std::int64_t> instant_of(std::string_view name, std::int64_t local_us) {
  const auto* zone = find(name);
  if (zone == nullptr) return unknown(name);
  const auto info =
      zone->get_info(date::local_time<std::chrono::microseconds>{std::chrono::microseconds{local_us}});
  return local_us - std::chrono::microseconds{info.first.offset}.count();
}

Result<std::int64_t> local_day(std::string_view name, std::int64_t at_us) {
  const auto local = local_time(name, at_us);
  if (!local) return local.error();
  return std::int64_t{std::chrono::floor<std::chrono::days>(std::chrono::microseconds{*local}).count()};
}

Result<Period> period(std::string_view name, std::int64_t at_us) {
  const auto* zone = find(name);
  if (zone == nullptr) return unknown(name);
  const auto at = date::floor<std::chrono::seconds>(
      date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at_us}});
  const auto info = zone->get_info(at);
  // The first and last of a zone's periods have no end that fits.
  const std::int64_t kFarthest = 9'000'000'000'000;
  const auto micros = [=](date::sys_seconds when) {
    return std::clamp<std::int64_t>(when.time_since_epoch().count(), -kFarthest, kFarthest) * 1'000'000;
  };
  return Period{micros(info.begin), micros(info.end), info.offset.count() * 1'000'000};
}

}  // namespace carillon::zone
