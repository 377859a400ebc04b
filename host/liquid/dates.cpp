// Dates and times in words. Formats are strftime's, read by ourselves: English, bounded, the same everywhere.
#include <algorithm>
#include <array>
#include <chrono>

#include "base/zone.h"
#include "liquid/machine.h"

namespace carillon::liquid {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::string_view kLetters = "YymdeBbhAaHIklMSpPjFTRDusn%";

struct Named {
  std::string_view name, format;
};
constexpr std::array<Named, 8> kNamed{{{"short", "%-d %b %Y"},
                                       {"long", "%-d %B %Y"},
                                       {"full", "%A, %-d %B %Y"},
                                       {"time", "%H:%M"},
                                       {"datetime", "%-d %B %Y, %H:%M"},
                                       {"iso", "%F"},
                                       {"month", "%B"},
                                       {"weekday", "%A"}}};

std::string_view format_of(std::string_view given) {
  const auto* named =
      std::find_if(kNamed.begin(), kNamed.end(), [&](const Named& n) { return n.name == given; });
  return named == kNamed.end() ? given : named->format;
}

struct Civil {
  std::int64_t year = 1970, unix_seconds = 0;
  unsigned month = 1, day = 1, weekday = 0, day_of_year = 1, hour = 0, minute = 0, second = 0;
};

Civil civil_of(std::int64_t local_us) {
  using namespace std::chrono;
  const microseconds since{local_us};
  const auto days_since = floor<days>(since);
  const sys_days day{days_since};
  const year_month_day ymd{day};
  const auto seconds_in = static_cast<unsigned>(floor<seconds>(since - days_since).count());
  Civil out;
  out.year = static_cast<int>(ymd.year());
  out.unix_seconds = floor<seconds>(since).count();
  out.month = static_cast<unsigned>(ymd.month());
  out.day = static_cast<unsigned>(ymd.day());
  out.weekday = weekday{day}.c_encoding();
  out.day_of_year = static_cast<unsigned>((day - sys_days{ymd.year() / January / 1}).count()) + 1;
  out.hour = seconds_in / 3600;
  out.minute = seconds_in / 60 % 60;
  out.second = seconds_in % 60;
  return out;
}

void padded(unsigned number, std::size_t width, char pad, Writer& out) {
  char digits[8];
  std::size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  if (pad != 0) {
    for (std::size_t i = n; i < width; ++i) out.add(pad);
  }
  while (n > 0) out.add(digits[--n]);
}

void write_format(const Civil& c, std::string_view format, Writer& out);

void write_letter(const Civil& c, char letter, bool bare, Writer& out) {
  const char zero = bare ? '\0' : '0';
  const char blank = bare ? '\0' : ' ';
  const unsigned twelve = c.hour % 12 == 0 ? 12 : c.hour % 12;
  switch (letter) {
    case 'Y':
      return out.number(c.year);
    case 'y':
      return padded(static_cast<unsigned>(((c.year % 100) + 100) % 100), 2, zero, out);
    case 'm':
      return padded(c.month, 2, zero, out);
    case 'd':
      return padded(c.day, 2, zero, out);
    case 'e':
      return padded(c.day, 2, blank, out);
    case 'B':
      return out.add(kMonths[c.month - 1]);
    case 'b':
    case 'h':
      return out.add(kMonths[c.month - 1].substr(0, 3));
    case 'A':
      return out.add(kDays[c.weekday]);
    case 'a':
      return out.add(kDays[c.weekday].substr(0, 3));
    case 'H':
      return padded(c.hour, 2, zero, out);
    case 'k':
      return padded(c.hour, 2, blank, out);
    case 'I':
      return padded(twelve, 2, zero, out);
    case 'l':
      return padded(twelve, 2, blank, out);
    case 'M':
      return padded(c.minute, 2, zero, out);
    case 'S':
      return padded(c.second, 2, zero, out);
    case 'p':
      return out.add(c.hour < 12 ? "AM" : "PM");
    case 'P':
      return out.add(c.hour < 12 ? "am" : "pm");
    case 'j':
      return padded(c.day_of_year, 3, zero, out);
    case 'u':
      return out.number(c.weekday == 0 ? 7 : c.weekday);
    case 's':
      return out.number(c.unix_seconds);
    case 'F':
      return write_format(c, "%Y-%m-%d", out);
    case 'T':
      return write_format(c, "%H:%M:%S", out);
    case 'R':
      return write_format(c, "%H:%M", out);
    case 'D':
      return write_format(c, "%m/%d/%y", out);
    case 'n':
      return out.add('\n');
    default:
      return out.add(letter);
  }
}

void write_format(const Civil& c, std::string_view format, Writer& out) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 >= format.size()) {
      out.add(format[i]);
      continue;
    }
    ++i;
    const bool bare = format[i] == '-' && i + 1 < format.size();
    if (bare) ++i;
    write_letter(c, format[i], bare, out);
  }
}

}  // namespace

std::string check_date_format(std::string_view format) {
  if (format.size() > 64) return "a date format has at most 64 characters";
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    if (i < format.size() && format[i] == '-') ++i;
    if (i >= format.size() || kLetters.find(format[i]) == std::string_view::npos) {
      return "a date format may use %Y %y %m %d %e %B %b %A %a %H %I %k %l %M %S %p %P %j %u %s %F %T %R %D "
             "%%, with %- "
             "for no padding, or be one of short, long, full, time, datetime, iso, month, weekday";
    }
  }
  return {};
}

void write_date(const Value& value, std::string_view format, std::string_view zone, std::int64_t now_us,
                Writer& out) {
  const auto at = as_instant(value, now_us);
  if (!at) return write_value(value, out);
  std::int64_t local = *at;
  if (value.kind != Value::Kind::kDate) {
    if (const auto wall = zone::local_time(zone, *at)) local = *wall;
  }
  // Years 0001 to 9999.
  constexpr std::int64_t kFirst = -62'135'596'800'000'000;
  constexpr std::int64_t kLast = 253'402'300'799'999'999;
  write_format(civil_of(std::clamp(local, kFirst, kLast)), format_of(format), out);
}

}  // namespace carillon::liquid
