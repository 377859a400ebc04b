#include "translate/numbers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace carillon::translate {
namespace {

constexpr std::int64_t kOne = 10'000;
constexpr std::int64_t kMost = 1'000'000'000'000;  // a sum beyond this is no sum

struct Named {
  std::string_view word;
  std::int64_t n;
};
constexpr std::array<Named, 29> kSmall{{
    {"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
    {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
    {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fourty", 40},
    {"fifty", 50},    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},  {"ninety", 90},
}};
constexpr std::array<Named, 22> kScales{{
    {"hundred", 100},        {"thousand", 1'000},    {"thousands", 1'000}, {"k", 1'000},
    {"grand", 1'000},        {"lakh", 100'000},      {"lakhs", 100'000},   {"lac", 100'000},
    {"lacs", 100'000},       {"lkh", 100'000},       {"l", 100'000},       {"million", 1'000'000},
    {"millions", 1'000'000}, {"mn", 1'000'000},      {"mil", 1'000'000},   {"m", 1'000'000},
    {"crore", 10'000'000},   {"crores", 10'000'000}, {"cr", 10'000'000},   {"billion", 1'000'000'000},
    {"dozen", 12},           {"dozens", 12},
}};
constexpr std::array<std::string_view, 17> kCurrency{
    "rs",      "rs.",    "inr",   "usd",  "eur",    "gbp", "rupees", "rupee", "bucks",
    "dollars", "dollar", "euros", "euro", "pounds", "aed", "buck",   "re"};

template <std::size_t N>
std::optional<std::int64_t> named(const std::array<Named, N>& table, const Token& token) {
  if (token.kind != Token::Kind::kWord) return std::nullopt;
  for (const auto& each : table) {
    if (each.word == token.text) return each.n;
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(const Sentence& sentence, std::size_t at) : s_(sentence), at_(at) {}

  std::optional<ReadNumber> run() {
    while (currency(at_)) {
      ++at_;
      if (s_.is(at_, ".")) ++at_;
      out_.number.money = true;
    }
    if (!amount()) return std::nullopt;
    if (s_.is(at_, "/") && s_.is(at_ + 1, "-")) {
      at_ += 2;
      out_.number.money = true;
    }
    if (s_.is(at_, "%") || s_.is(at_, "percent") || s_.is(at_, "pct") || s_.is(at_, "percentage")) {
      out_.percent = true;
      ++at_;
    } else if (s_.is(at_, "per") && s_.is(at_ + 1, "cent")) {
      out_.percent = true;
      at_ += 2;
    }
    if (currency(at_)) {
      ++at_;
      out_.number.money = true;
    }
    out_.end = at_;
    return out_;
  }

 private:
  bool currency(std::size_t at) const {
    return at < s_.tokens.size() && std::ranges::find(kCurrency, s_.tokens[at].text) != kCurrency.end();
  }

  // A word of scale: letters alone only where they stand with the digits, or in capitals.
  std::optional<std::int64_t> scale(std::size_t at, bool after_digits) const {
    if (at >= s_.tokens.size()) return std::nullopt;
    const Token& token = s_.tokens[at];
    const auto found = named(kScales, token);
    if (found && token.text.size() == 1 &&
        !(after_digits && (token.glued || token.capital || token.text == "k"))) {
      return std::nullopt;
    }
    return found;
  }

  bool set(std::int64_t units, bool scaled) {
    if (units > kMost * kOne) return false;
    out_.number.units = units;
    out_.number.scaled = scaled;
    return true;
  }

  bool amount() {
    if (at_ >= s_.tokens.size()) return false;
    if (s_.tokens[at_].kind == Token::Kind::kNumber) return digits();
    return words();
  }

  bool digits() {
    std::int64_t units = s_.tokens[at_++].units;
    // A plain number before "and a half lakh"
    if (s_.is(at_, "and") && (s_.is(at_ + 1, "half") || (s_.is(at_ + 1, "a") && s_.is(at_ + 2, "half")))) {
      at_ += s_.is(at_ + 1, "half") ? 2 : 3;
      units += kOne / 2;
    }
    bool scaled = false;
    while (const auto by = scale(at_, true)) {
      if (units > kMost * kOne / *by) return false;
      units *= *by;
      out_.scale *= *by;
      scaled = scaled || *by >= 1000;
      ++at_;
    }
    // "1 lakh 50 thousand"
    if (scaled && at_ + 1 < s_.tokens.size() && s_.tokens[at_].kind == Token::Kind::kNumber) {
      if (const auto by = scale(at_ + 1, true); by && *by < out_.scale) {
        units += s_.tokens[at_].units * *by;
        at_ += 2;
      }
    }
    // "3 thousand five hundred"
    if (scaled && at_ < s_.tokens.size() && s_.tokens[at_].kind == Token::Kind::kWord) {
      Reader rest(s_, at_);
      if (rest.words() && rest.out_.scale == 100 && rest.out_.number.units < out_.scale * kOne) {
        units += rest.out_.number.units;
        at_ = rest.at_;
      }
    }
    return set(units, scaled);
  }

  bool fraction(std::int64_t& units, bool& scaled) {
    const std::int64_t part = s_.is(at_, "half") ? kOne / 2 : s_.is(at_, "quarter") ? kOne / 4 : 0;
    if (part == 0) return false;
    std::size_t next = at_ + 1;
    if (s_.is(next, "of")) ++next;
    if (s_.is(next, "a") || s_.is(next, "an")) ++next;
    const auto by = scale(next, false);
    const bool dozen = s_.is(next, "dozen");
    if (!by && !dozen) return false;
    at_ = next + 1;
    units = part * (dozen ? 12 : *by);
    scaled = !dozen;
    return true;
  }

  bool words() {
    std::int64_t units = 0;
    const std::size_t from = at_;
    if (s_.is(at_, "a") || s_.is(at_, "an")) ++at_;
    if (bool scaled = false; fraction(units, scaled)) return set(units, scaled);
    if (s_.is(at_, "couple")) {
      at_ += s_.is(at_ + 1, "of") ? 2 : 1;
      return set(2 * kOne, false);
    }
    if (at_ > from && !scale(at_, false)) return false;
    // total: what a thousand, lakh ... has closed; part: what is still open, below a thousand.
    std::int64_t total = 0, part = 0;
    bool any = false, scaled = false;
    while (at_ < s_.tokens.size()) {
      std::size_t next = at_;
      if (s_.is(next, "and") && any) ++next;
      const auto small = next < s_.tokens.size() ? named(kSmall, s_.tokens[next]) : std::nullopt;
      if (small && (next == at_ || part / kOne % 100 == 0)) {
        const std::int64_t open = part / kOne % 100;
        const bool fits = open == 0 || (open >= 20 && open % 10 == 0 && *small > 0 && *small < 10);
        if (!fits) break;
        if (next > at_ && part == 0 && total == 0) break;
        part += *small * kOne;
        if (out_.scale == 100) out_.scale = 1;
        any = true;
        at_ = next + 1;
        continue;
      }
      if (next > at_ && half_follows(next)) {
        part += kOne / 2;
        continue;
      }
      const auto by = scale(at_, false);
      if (!by || (!any && at_ == from)) break;
      if (part == 0) part = kOne;
      any = true;
      if (part > kMost * kOne / *by) return false;
      part *= *by;
      ++at_;
      if (*by < 1000) {
        if (*by == 100) out_.scale = 100;
        continue;
      }
      scaled = true;
      out_.scale = *by;
      total += part;
      part = 0;
    }
    if (!any) return false;
    return set(total + part, scaled);
  }

  // "one and a half lakh": the half belongs to the scale that follows.
  bool half_follows(std::size_t next) {
    if (s_.is(next, "a")) ++next;
    if (!s_.is(next, "half") || !scale(next + 1, false)) return false;
    at_ = next + 1;
    return true;
  }

  const Sentence& s_;
  std::size_t at_;
  ReadNumber out_;
};

struct Unit {
  std::string_view word, unit;
  std::int64_t times;
};
constexpr std::array<Unit, 32> kUnits{{
    {"hour", "h", 1},     {"hours", "h", 1},     {"hr", "h", 1},        {"hrs", "h", 1},
    {"day", "d", 1},      {"days", "d", 1},      {"week", "w", 1},      {"weeks", "w", 1},
    {"wk", "w", 1},       {"wks", "w", 1},       {"month", "mo", 1},    {"months", "mo", 1},
    {"mth", "mo", 1},     {"mths", "mo", 1},     {"mos", "mo", 1},      {"mo", "mo", 1},
    {"year", "y", 1},     {"years", "y", 1},     {"yr", "y", 1},        {"yrs", "y", 1},
    {"quarter", "mo", 3}, {"quarters", "mo", 3}, {"fortnight", "w", 2}, {"fortnights", "w", 2},
    {"decade", "y", 10},  {"d", "d", 1},         {"w", "w", 1},         {"y", "y", 1},
    {"h", "h", 1},        {"dayss", "d", 1},     {"nights", "d", 1},    {"m", "mo", 1},
}};

const Unit* unit_of(const Sentence& s, std::size_t at) {
  if (at >= s.tokens.size() || s.tokens[at].kind != Token::Kind::kWord) return nullptr;
  for (const auto& unit : kUnits) {
    if (unit.word != s.tokens[at].text) continue;
    if (unit.word.size() == 1 && !s.tokens[at].glued) return nullptr;
    return &unit;
  }
  return nullptr;
}

std::optional<ReadLength> made(std::size_t end, std::int64_t units, const Unit& unit) {
  std::int64_t n = units * unit.times;
  std::string_view name = unit.unit;
  // A part of a unit counts in the next smaller one.
  if (n % kOne != 0 && name == "y") n *= 12, name = "mo";
  if (n % kOne != 0 && name == "w") n *= 7, name = "d";
  if (n % kOne != 0 && name == "d") n *= 24, name = "h";
  if (n % kOne != 0 || n <= 0 || n / kOne > 100'000) return std::nullopt;
  return ReadLength{end, {n / kOne, std::string(name)}};
}

}  // namespace

std::optional<ReadNumber> read_number(const Sentence& sentence, std::size_t at) {
  return Reader(sentence, at).run();
}

std::optional<ReadLength> read_length(const Sentence& s, std::size_t at) {
  // half a year; a month; a year and a half; month
  if (s.is(at, "half")) {
    const std::size_t next = at + (s.is(at + 1, "a") || s.is(at + 1, "an") ? 2 : 1);
    const auto* unit = unit_of(s, next);
    return unit == nullptr ? std::nullopt : made(next + 1, kOne / 2, *unit);
  }
  std::size_t next = at;
  std::int64_t units = kOne;
  if (s.is(at, "a") || s.is(at, "an")) ++next;
  if (next > at && unit_of(s, next) != nullptr) {
    const auto* unit = unit_of(s, next++);
    if (s.is(next, "and") && s.is(next + 1, "a") && s.is(next + 2, "half"))
      return made(next + 3, kOne * 3 / 2, *unit);
    return made(next, units, *unit);
  }
  // "90d": the letter is a unit here, not a million or a lakh.
  if (at < s.tokens.size() && s.tokens[at].kind == Token::Kind::kNumber) {
    if (const auto* unit = unit_of(s, at + 1)) return made(at + 2, s.tokens[at].units, *unit);
  }
  const auto number = read_number(s, at);
  if (!number || number->percent || number->number.money) return std::nullopt;
  next = number->end;
  for (const std::string_view skipped :
       {"calendar", "consecutive", "straight", "full", "whole", "complete", "solid"}) {
    if (s.is(next, skipped)) ++next;
  }
  const auto* unit = unit_of(s, next);
  if (unit == nullptr) return std::nullopt;
  ++next;
  units = number->number.units;
  if (s.is(next, "and") && s.is(next + 1, "a") && s.is(next + 2, "half")) {
    next += 3;
    units += kOne / 2;
  }
  return made(next, units, *unit);
}

}  // namespace carillon::translate
