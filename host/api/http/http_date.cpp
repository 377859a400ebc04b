#include "api/http/http_date.h"

#include <array>
#include <cstddef>

namespace carillon::http {
namespace {

constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_two_digits(std::string& out, int value) {
  out.push_back(static_cast<char>('0' + value / 10 % 10));
  out.push_back(static_cast<char>('0' + value % 10));
}

}  // namespace

std::string format_http_date(std::time_t when) {
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::string out;
  out.reserve(32);
  out.append(kDays[static_cast<std::size_t>(parts.tm_wday)]).append(", ");
  append_two_digits(out, parts.tm_mday);
  out.append(" ").append(kMonths[static_cast<std::size_t>(parts.tm_mon)]).append(" ");
  out.append(std::to_string(parts.tm_year + 1900)).append(" ");
  append_two_digits(out, parts.tm_hour);
  out.push_back(':');
  append_two_digits(out, parts.tm_min);
  out.push_back(':');
  append_two_digits(out, parts.tm_sec);
  out.append(" GMT");
  return out;
}

std::string_view http_date_now() {
  struct Rendered {
    std::time_t second = -1;
    std::string text;
  };
  thread_local Rendered rendered;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != rendered.second) {
    rendered.second = now.tv_sec;
    rendered.text = format_http_date(now.tv_sec);
  }
  return rendered.text;
}

}  // namespace carillon::http
