#include "moment.h"

#include "words.h"

namespace carillon::language {

namespace {

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

std::string day_words(Civil c) {
  return std::to_string(c.day) + ' ' + std::string(kMonths[c.month - 1]) + ' ' + std::to_string(c.year);
}

std::string two(std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

}  // namespace

Result<Span> day_span(const Lowering& to, Civil day, std::string_view zone) {
  const Civil next = civil_of(day_of(day) + 1);
  const auto from = to.day_start(day.year, day.month, day.day, zone);
  if (!from) return from.error();
  const auto end = to.day_start(next.year, next.month, next.day, zone);
  if (!end) return end.error();
  return Span{*from, *end};
}

Result<Span> read_span(const Leaf& leaf, std::string_view path, const Lowering& to, std::string_view zone) {
  const auto text = leaf.text(path);
  if (!text) return text.error();
  if (const auto instant = parse_instant(*text)) return Span{*instant, *instant + 1};
  if (const auto day = parse_date(*text)) {
    auto span = day_span(to, *day, zone);
    if (!span) return Leaf::refuse(zone.empty() ? leaf.pointer(path) : "/timezone", span.error().message);
    return span;
  }
  return Leaf::refuse(
      leaf.pointer(path),
      "must be a date such as \"2025-01-31\" or a time such as \"2025-01-31T10:00:00Z\", in the "
      "years 1800 to 2999, found " +
          quoted(*text));
}

Result<Civil> read_day(const Leaf& leaf, std::string_view path) {
  const auto text = leaf.text(path);
  if (!text) return text.error();
  if (const auto day = parse_date(*text)) return *day;
  return Leaf::refuse(
      leaf.pointer(path),
      "must be a date such as \"2025-01-31\", in the years 1800 to 2999, found " + quoted(*text));
}

std::string moment_words(std::string_view text) {
  if (const auto day = parse_date(text)) return day_words(*day);
  const auto instant = parse_instant(text);
  if (!instant) return std::string(text);
  const std::int64_t seconds = *instant >= 0 ? *instant / 1'000'000 : -((999'999 - *instant) / 1'000'000);
  const std::int64_t days = seconds >= 0 ? seconds / 86'400 : -((86'399 - seconds) / 86'400);
  const std::int64_t rest = seconds - days * 86'400;
  std::string clock = two(rest / 3600) + ':' + two(rest / 60 % 60);
  const std::int64_t micros = *instant - seconds * 1'000'000;
  if (rest % 60 != 0 || micros != 0) clock += ':' + two(rest % 60);
  if (micros != 0) {
    std::string fraction = std::to_string(1'000'000 + micros).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    clock += '.' + fraction;
  }
  return day_words(civil_of(days)) + ' ' + clock + " UTC";
}

}  // namespace carillon::language
