#include "duration.h"

#include "calendar.h"
#include "words.h"

namespace carillon::language {

namespace {

struct UnitInfo {
  std::string_view sign, name;
  Duration::Unit unit;
  std::int64_t most;  // a hundred years
};

constexpr UnitInfo kUnits[] = {{"h", "hour", Duration::Unit::kHour, 876'600},
                               {"d", "day", Duration::Unit::kDay, 36'525},
                               {"w", "week", Duration::Unit::kWeek, 5'218},
                               {"mo", "month", Duration::Unit::kMonth, 1'200},
                               {"y", "year", Duration::Unit::kYear, 100}};

constexpr std::int64_t kHour = 3'600'000'000;

const UnitInfo& info(Duration::Unit unit) { return kUnits[static_cast<int>(unit)]; }

Civil shifted(Civil at, const Duration& d, int sign) {
  return add_months(at, sign * static_cast<int>(d.n) * (d.unit == Duration::Unit::kYear ? 12 : 1));
}

std::int64_t shifted_day(std::int64_t day, const Duration& d, int sign) {
  if (d.unit == Duration::Unit::kDay) return day + sign * d.n;
  if (d.unit == Duration::Unit::kWeek) return day + sign * d.n * 7;
  return day_of(shifted(civil_of(day), d, sign));
}

}  // namespace

Result<Duration> parse_duration(std::string_view text, std::int64_t least) {
  const auto refuse = [&](std::string_view why) {
    return invalid("must be a length of time such as \"30d\", \"12h\", \"2w\", \"6mo\" or \"2y\", found " +
                   quoted(text) + std::string(why));
  };
  std::size_t digits = 0;
  Duration out;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    if (digits >= 9) return refuse(", which is longer than a hundred years");
    out.n = out.n * 10 + (text[digits++] - '0');
  }
  const std::string_view sign = text.substr(digits);
  if (digits == 0) return refuse("");
  if (sign == "m") return refuse("; write \"mo\" for months");
  for (const UnitInfo& unit : kUnits) {
    if (sign != unit.sign) continue;
    out.unit = unit.unit;
    if (out.n < least) return refuse("; give " + std::to_string(least) + " or more");
    if (out.n > unit.most) return refuse(", which is longer than a hundred years");
    return out;
  }
  return refuse("");
}

Result<Duration> read_duration(const Leaf& leaf, std::string_view path, std::int64_t least) {
  const auto text = leaf.text(path);
  if (!text) return text.error();
  auto duration = parse_duration(*text, least);
  if (!duration) return Leaf::refuse(leaf.pointer(path), duration.error().message);
  return duration;
}

Result<std::int64_t> instant_before(const Lowering& to, std::int64_t at_us, const Duration& d) {
  if (d.unit == Duration::Unit::kHour) return at_us - d.n * kHour;
  if (d.unit == Duration::Unit::kDay) return at_us - d.n * 24 * kHour;
  if (d.unit == Duration::Unit::kWeek) return at_us - d.n * 7 * 24 * kHour;
  const auto today = to.local_day(at_us);
  if (!today) return today.error();
  const Civil now = civil_of(*today);
  const Civil then = shifted(now, d, -1);
  const auto midnight_now = to.day_start(now.year, now.month, now.day);
  const auto midnight_then = to.day_start(then.year, then.month, then.day);
  if (!midnight_now) return midnight_now.error();
  if (!midnight_then) return midnight_then.error();
  return *midnight_then + (at_us - *midnight_now);
}

std::int64_t day_before(std::int64_t day, const Duration& duration) { return shifted_day(day, duration, -1); }
std::int64_t day_after(std::int64_t day, const Duration& duration) { return shifted_day(day, duration, 1); }

std::string words(const Duration& duration) { return counted(duration.n, info(duration.unit).name); }

}  // namespace carillon::language
