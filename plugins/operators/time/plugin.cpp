// The words about when: windows back from now, calendar days, birthdays and ages.
#include <array>
#include <string>

#include <carillon/segop.hpp>

#include "anniversary.h"
#include "language/duration.h"
#include "language/moment.h"
#include "language/words.h"

namespace carillon::timing {
namespace {

using Id = Lowering::Id;
using language::Duration;

constexpr std::uint32_t kTimes[] = {CRL_T_TIME, CRL_T_DATE, 0};
constexpr std::uint32_t kDates[] = {CRL_T_DATE, 0};

constexpr const char* kWindowArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Window","description":"back from now: 12h, 30d, 2w, 6mo or 2y","type":"string","maxLength":20}}})";
constexpr const char* kMomentArgs = R"({"type":"object","required":["value"],"properties":{
  "value":{"title":"Date or time","description":"2025-01-31, or 2025-01-31T10:00:00Z","type":"string",
           "maxLength":40},
  "timezone":{"title":"Time zone","description":"of a date; the organisation's unless it is given",
              "type":"string","maxLength":64}}})";
constexpr const char* kDayArgs = R"({"type":"object","required":["value"],"properties":{
  "value":{"title":"Day","description":"2025-01-31","type":"string","maxLength":10},
  "timezone":{"title":"Time zone","description":"the organisation's unless it is given","type":"string",
              "maxLength":64}}})";
constexpr const char* kAnniversaryArgs = R"({"type":"object","properties":{
  "next":{"title":"Within the next","description":"days from today on: 0d is today, 7d the week to come",
          "type":"string","maxLength":20},
  "last":{"title":"Within the last","description":"days up to today","type":"string","maxLength":20},
  "month":{"title":"In the month","description":"1 to 12","type":"integer","minimum":1,"maximum":12}}})";
constexpr const char* kAgeArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Age","description":"completed years of a date; a length such as 30d of a time",
  "type":["integer","string"],"minimum":0,"maximum":200,"maxLength":20}}})";

Result<Lowered> lowered(const Result<Id>& root) {
  if (!root) return root.error();
  return Lowered{*root};
}

std::string zone_of(const Leaf& leaf) {
  const auto zone = leaf.text("timezone");
  return zone ? *zone : std::string{};
}

// From `value` ago until now, both included; a date counts by the organisation's calendar.
Result<Id> in_window(const Leaf& leaf, Lowering& to) {
  const auto window = language::read_duration(leaf, "/value");
  if (!window) return window.error();
  const auto start = language::instant_before(to, to.now_us(), *window);
  if (!start) return Leaf::refuse("/value", start.error().message);
  const Id field = to.field(leaf.field());
  if (to.type_of(field) != CRL_T_DATE) {
    return to.all_of({to.node(CRL_X_GE, {field, to.time(*start)}), to.node(CRL_X_LE, {field, to.now()})});
  }
  const auto first = to.local_day(*start);
  const auto today = to.local_day(to.now_us());
  if (!first) return first.error();
  if (!today) return today.error();
  return to.all_of(
      {to.node(CRL_X_GE, {field, to.date(*first)}), to.node(CRL_X_LE, {field, to.date(*today)})});
}

std::string window_words(const Leaf& leaf) {
  const auto window = language::read_duration(leaf, "/value");
  return "within the last " + (window ? language::words(*window) : std::string("while"));
}

struct Within {
  static constexpr const char* kExamples[] = {R"({"field":"last_order_at","op":"within","value":"30d"})",
                                              "ordered in the last 30 days", nullptr};
  static constexpr OperatorInfo info{.name = "within",
                                     .title = "is within the last",
                                     .summary = "The time lies in a window that ends now.",
                                     .args_schema = kWindowArgs,
                                     .examples = kExamples,
                                     .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(in_window(leaf, to)); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is " + window_words(leaf);
  }
};

struct NotWithin {
  static constexpr const char* kExamples[] = {R"({"field":"last_order_at","op":"not_within","value":"90d"})",
                                              "has not ordered in the last 90 days", nullptr};
  static constexpr OperatorInfo info{
      .name = "not_within",
      .title = "is not within the last",
      .summary = "The time lies outside a window that ends now, or there is none.",
      .args_schema = kWindowArgs,
      .examples = kExamples,
      .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto window = in_window(leaf, to);
    if (!window) return window.error();
    return Lowered{to.negate(*window)};
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is not " + window_words(leaf) + ", or never was";
  }
};

// before and after: `op` against the start or the end of what the value names.
Result<Id> beside(std::uint32_t op, const Leaf& leaf, Lowering& to) {
  const Id field = to.field(leaf.field());
  if (to.type_of(field) == CRL_T_DATE) {
    const auto day = language::read_day(leaf, "/value");
    if (!day) return day.error();
    return to.node(op, {field, to.date(language::day_of(*day))});
  }
  const auto span = language::read_span(leaf, "/value", to, zone_of(leaf));
  if (!span) return span.error();
  if (op == CRL_X_LT) return to.node(CRL_X_LT, {field, to.time(span->from)});
  return to.node(CRL_X_GE, {field, to.time(span->to)});
}

std::string moment_of(const Leaf& leaf) {
  const auto text = leaf.text("value");
  const std::string zone = zone_of(leaf);
  return (text ? language::moment_words(*text) : std::string{}) + (zone.empty() ? "" : " (" + zone + ")");
}

struct Before {
  static constexpr const char* kExamples[] = {R"({"field":"created_at","op":"before","value":"2025-01-01"})",
                                              "joined before 2025", nullptr};
  static constexpr OperatorInfo info{.name = "before",
                                     .title = "is before",
                                     .summary = "The time is earlier than a day or an instant.",
                                     .args_schema = kMomentArgs,
                                     .examples = kExamples,
                                     .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(beside(CRL_X_LT, leaf, to)); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is before " + moment_of(leaf);
  }
};

struct After {
  static constexpr const char* kExamples[] = {
      R"({"field":"first_order_at","op":"after","value":"2025-03-31"})", "first ordered after March 2025",
      nullptr};
  static constexpr OperatorInfo info{
      .name = "after",
      .title = "is after",
      .summary = "The time is later than a day, all of it, or than an instant.",
      .args_schema = kMomentArgs,
      .examples = kExamples,
      .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(beside(CRL_X_GT, leaf, to)); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is after " + moment_of(leaf);
  }
};

struct On {
  static constexpr const char* kExamples[] = {
      R"({"field":"last_order_at","op":"on","value":"2025-11-28","timezone":"Asia/Kolkata"})",
      "last ordered on 28 November 2025, as it was in India", nullptr};
  static constexpr OperatorInfo info{.name = "on",
                                     .title = "is on",
                                     .summary = "The time is on a day of the calendar in a time zone.",
                                     .args_schema = kDayArgs,
                                     .examples = kExamples,
                                     .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto day = language::read_day(leaf, "/value");
    if (!day) return day.error();
    const Id field = to.field(leaf.field());
    if (to.type_of(field) == CRL_T_DATE) {
      return Lowered{to.node(CRL_X_EQ, {field, to.date(language::day_of(*day))})};
    }
    const auto span = language::day_span(to, *day, zone_of(leaf));
    if (!span) return Leaf::refuse("/timezone", span.error().message);
    return Lowered{to.all_of(
        {to.node(CRL_X_GE, {field, to.time(span->from)}), to.node(CRL_X_LT, {field, to.time(span->to)})})};
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is on " + moment_of(leaf);
  }
};

// "next" or "last" as a window of days around today.
Result<MonthDays> anniversary_window(const Leaf& leaf, const Lowering& to, const char* member) {
  const auto length = language::read_duration(leaf, member, 0);
  if (!length) return length.error();
  if (length->unit == Duration::Unit::kHour) {
    return Leaf::refuse("/" + std::string(member), "must be whole days, weeks or months, such as \"7d\"");
  }
  const auto today = to.local_day(to.now_us());
  if (!today) return today.error();
  if (leaf.has("next")) return month_days(*today, language::day_after(*today, *length));
  return month_days(language::day_before(*today, *length), *today);
}

struct AnniversaryWithin {
  static constexpr const char* kExamples[] = {
      R"({"field":"birth_date","op":"anniversary_within","next":"7d"})", "has a birthday in the next 7 days",
      R"({"field":"birth_date","op":"anniversary_within","month":12})", "has a birthday in December",
      nullptr};
  static constexpr OperatorInfo info{
      .name = "anniversary_within",
      .title = "has its anniversary",
      .summary =
          "The day of the year comes round in the next or last days, today included, or in a month; "
          "29 February counts as 28 February in common years.",
      .args_schema = kAnniversaryArgs,
      .examples = kExamples,
      .field_types = kDates};

  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const int given = int{leaf.has("next")} + int{leaf.has("last")} + int{leaf.has("month")};
    if (given != 1) {
      return Leaf::refuse(
          "", "needs exactly one of \"next\", \"last\" and \"month\", found " + std::to_string(given));
    }
    const Id field = to.field(leaf.field());
    const auto part = [&](std::int64_t which) {
      return to.node(CRL_X_DATE_PART, {field, to.integer(which)});
    };
    if (leaf.has("month")) {
      const auto month = leaf.integer("month");
      if (!month) return month.error();
      return Lowered{to.node(CRL_X_EQ, {part(CRL_PART_MONTH), to.integer(*month)})};
    }
    const auto window = anniversary_window(leaf, to, leaf.has("next") ? "next" : "last");
    if (!window) return window.error();
    if (window->all) return Lowered{to.negate(to.node(CRL_X_IS_NULL, {field}))};
    const Id from = to.node(CRL_X_GE, {part(CRL_PART_MONTH_DAY), to.integer(window->from)});
    const Id until = to.node(CRL_X_LE, {part(CRL_PART_MONTH_DAY), to.integer(window->until)});
    const bool over_new_year = window->from > window->until;
    return Lowered{over_new_year ? to.any_of({from, until}) : to.all_of({from, until})};
  }

  static std::string describe(const Leaf& leaf, std::string_view title) {
    static constexpr std::array<std::string_view, 13> kMonths = {
        "a month", "January", "February",  "March",   "April",    "May",     "June",
        "July",    "August",  "September", "October", "November", "December"};
    const std::string what =
        leaf.field() == "birth_date" ? "birthday" : "anniversary of " + std::string(title);
    if (const auto month = leaf.integer("month"); month && *month >= 1 && *month <= 12) {
      return what + " is in " + std::string(kMonths[static_cast<std::size_t>(*month)]);
    }
    const bool next = leaf.has("next");
    const auto length = language::read_duration(leaf, next ? "next" : "last", 0);
    if (!length || length->n == 0) return what + " is today";
    return what + (next ? " is within the next " : " was within the last ") + language::words(*length);
  }
};

// Older and younger share all but the side of the border on which they look.
Result<Id> aged(bool older, const Leaf& leaf, Lowering& to) {
  const Id field = to.field(leaf.field());
  if (to.type_of(field) == CRL_T_DATE) {
    const auto years = leaf.integer("value");
    if (!years) return Leaf::refuse("/value", "must be an age in whole years, such as 30");
    const auto today = to.local_day(to.now_us());
    if (!today) return today.error();
    // Older than 30 has completed 31 years; younger than 30 has not completed 30.
    const std::int64_t border = born_by(*today, static_cast<int>(*years) + (older ? 1 : 0));
    return to.node(older ? CRL_X_LE : CRL_X_GT, {field, to.date(border)});
  }
  if (leaf.kind("value") != Doc::Kind::kText) {
    return Leaf::refuse("/value",
                        "must be a length of time such as \"30d\" or \"2y\" for \"" + leaf.field() + "\"");
  }
  const auto length = language::read_duration(leaf, "/value");
  if (!length) return length.error();
  const auto border = language::instant_before(to, to.now_us(), *length);
  if (!border) return border.error();
  return to.node(older ? CRL_X_LT : CRL_X_GT, {field, to.time(*border)});
}

std::string aged_words(const Leaf& leaf, std::string_view title, std::string_view than) {
  if (const auto years = leaf.integer("value")) {
    const std::string age = language::counted(*years, "year");
    if (leaf.field() == "birth_date") return std::string(than) + " than " + age;
    return std::string(title) + " is more than " + age + " ago";
  }
  const auto length = language::read_duration(leaf, "/value");
  const std::string words = length ? language::words(*length) : std::string{};
  return std::string(title) + (than == "older" ? " is more than " : " is less than ") + words + " ago";
}

struct OlderThan {
  static constexpr const char* kExamples[] = {
      R"({"field":"birth_date","op":"older_than","value":30})", "is older than 30",
      R"({"field":"created_at","op":"older_than","value":"1y"})", "joined more than a year ago", nullptr};
  static constexpr OperatorInfo info{
      .name = "older_than",
      .title = "is older than",
      .summary = "More years completed since the date than this, or more time passed since the time.",
      .args_schema = kAgeArgs,
      .examples = kExamples,
      .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(aged(true, leaf, to)); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return aged_words(leaf, title, "older");
  }
};

struct YoungerThan {
  static constexpr const char* kExamples[] = {R"({"field":"birth_date","op":"younger_than","value":25})",
                                              "is younger than 25", nullptr};
  static constexpr OperatorInfo info{
      .name = "younger_than",
      .title = "is younger than",
      .summary = "Fewer years completed since the date than this, or less time passed since the time.",
      .args_schema = kAgeArgs,
      .examples = kExamples,
      .field_types = kTimes};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(aged(false, leaf, to)); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return aged_words(leaf, title, "younger");
  }
};

}  // namespace
}  // namespace carillon::timing

using namespace carillon::timing;

CARILLON_MODULE(
    carillon::operators<Within, NotWithin, Before, After, On, AnniversaryWithin, OlderThan, YoungerThan>(
        {.id = "time",
         .name = "Times",
         .version = "1.0.0",
         .vendor = "Carillon",
         .license = "MIT",
         .description = "Windows back from now, calendar days, birthdays and ages",
         .config_schema = R"({"type":"object","additionalProperties":false,"properties":{}})"}))
