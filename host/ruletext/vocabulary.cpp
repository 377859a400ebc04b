#include "ruletext/vocabulary.h"

#include <algorithm>
#include <vector>

namespace carillon::ruletext {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view kReserved[] = {"ALL",   "AND", "ANY", "AGE",      "BOTTOM", "EVERYBODY",
                                          "FALSE", "HAS", "IN",  "INACTIVE", "NOBODY", "NOT",
                                          "NULL",  "OR",  "TOP", "TRUE"};

constexpr std::string_view kMeasures[] = {"order_sum",   "order_avg",           "order_max",     "order_min",
                                          "spend_ratio", "days_between_orders", "messages_count"};

struct Unit {
  std::string_view word, unit;
};
constexpr Unit kUnits[] = {{"HOUR", "h"},  {"HOURS", "h"},  {"DAY", "d"},     {"DAYS", "d"}, {"WEEK", "w"},
                           {"WEEKS", "w"}, {"MONTH", "mo"}, {"MONTHS", "mo"}, {"YEAR", "y"}, {"YEARS", "y"}};

constexpr std::string_view kMonths[] = {"JANUARY",   "FEBRUARY", "MARCH",    "APRIL",
                                        "MAY",       "JUNE",     "JULY",     "AUGUST",
                                        "SEPTEMBER", "OCTOBER",  "NOVEMBER", "DECEMBER"};

// Follows a form: '0' is a digit, every other character itself.
bool has_form(std::string_view text, std::string_view form) {
  return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) {
           return f == '0' ? is_digit(c) : c == f;
         });
}

bool is_offset(std::string_view text) {
  return text.empty() || text == "Z" || has_form(text, "+00:00") || has_form(text, "-00:00");
}

}  // namespace

std::string_view op_of_sign(std::string_view sign) {
  const auto* found = std::ranges::find(kComparisons, sign, &Comparison::sign);
  return found == kComparisons.end() ? std::string_view{} : found->op;
}

std::string_view sign_of_op(std::string_view op) {
  const auto* found = std::ranges::find(kComparisons, op, &Comparison::op);
  return found == kComparisons.end() ? std::string_view{} : found->sign;
}

std::string capitals(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool is_reserved(std::string_view name) {
  return std::ranges::find(kReserved, capitals(name)) != std::end(kReserved);
}

bool is_duration(std::string_view text) {
  const auto unit = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view word = text.substr(unit);
  return unit > 0 && std::ranges::find(kUnits, word, &Unit::unit) != std::end(kUnits);
}

std::string_view duration_unit(std::string_view word) {
  const auto* found = std::ranges::find(kUnits, capitals(word), &Unit::word);
  return found == std::end(kUnits) ? std::string_view{} : found->unit;
}

bool is_date_or_time(std::string_view text) {
  constexpr std::string_view kDate = "0000-00-00";
  if (!has_form(text.substr(0, kDate.size()), kDate)) return false;
  text.remove_prefix(kDate.size());
  if (text.empty()) return true;
  constexpr std::string_view kMinute = "T00:00";
  if (!has_form(text.substr(0, kMinute.size()), kMinute)) return false;
  text.remove_prefix(kMinute.size());
  constexpr std::string_view kSecond = ":00";
  if (has_form(text.substr(0, kSecond.size()), kSecond)) {
    text.remove_prefix(kSecond.size());
    if (text.starts_with('.')) {
      constexpr std::size_t kMostDigits = 9;
      const auto end = std::min(text.find_first_not_of("0123456789", 1), text.size());
      if (end == 1 || end > 1 + kMostDigits) return false;
      text.remove_prefix(end);
    }
  }
  return is_offset(text);
}

int month_of(std::string_view word) {
  constexpr std::size_t kShort = 3;
  const std::string name = capitals(word);
  for (int i = 0; i < 12; ++i) {
    if (name == kMonths[i] || (name.size() == kShort && kMonths[i].starts_with(name))) return i + 1;
  }
  return 0;
}

bool is_measure(std::string_view op) { return std::ranges::find(kMeasures, op) != std::end(kMeasures); }

std::span<const std::string> words_after_field() {
  static const std::vector<std::string> kWords{"BETWEEN", "IN", "NOT",         "CONTAINS", "STARTS",
                                               "ENDS",    "IS", "HAS",         "WITHIN",   "BEFORE",
                                               "AFTER",   "ON", "ANNIVERSARY", "OLDER",    "YOUNGER"};
  return kWords;
}

}  // namespace carillon::ruletext
