#include "translate/dates.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

namespace carillon::translate {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t kOne = 10'000;

struct Span {
  std::string_view phrase;  // one word
  unsigned first, months;   // from this month on; winter begins in the year before
};
constexpr std::array<Span, 7> kSeasons{{{"spring", 3, 3},
                                        {"summer", 6, 3},
                                        {"autumn", 9, 3},
                                        {"fall", 9, 3},
                                        {"winter", 12, 3},
                                        {"springtime", 3, 3},
                                        {"summertime", 6, 3}}};
constexpr std::array<std::pair<std::string_view, unsigned>, 7> kOrdinals{
    {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"last", 4}, {"1st", 1}, {"2nd", 2}}};
constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

year_month_day ymd_of(std::int64_t n) { return sys_days{days{n}}; }

std::int64_t number_of(year_month_day ymd) { return sys_days{ymd}.time_since_epoch().count(); }

Days months_from(int y, unsigned m, int n) {
  const auto first = year{y} / month{m} / day{1};
  const auto past = first + std::chrono::months{n};
  return {number_of(first), number_of(past) - 1, {}};
}

class Reader {
 public:
  Reader(const Sentence& sentence, std::size_t at) : s_(sentence), at_(at) {}

  std::vector<ReadDays> run() {
    relative();
    iso();
    slashes();
    points();
    day_first();
    month_first();
    whole_year();
    quarter();
    season();
    weekday();
    holiday();
    return std::move(out_);
  }

 private:
  const Token* token(std::size_t at) const { return at < s_.tokens.size() ? &s_.tokens[at] : nullptr; }

  std::optional<int> whole(std::size_t at) const {
    const Token* t = token(at);
    if (t == nullptr || t->kind != Token::Kind::kNumber || t->units % kOne != 0) return std::nullopt;
    return t->units / kOne > 9999 ? std::nullopt : std::optional<int>(static_cast<int>(t->units / kOne));
  }
  // Four digits, or two after an apostrophe ('25).
  std::optional<int> year_at(std::size_t at) const {
    const auto n = whole(at);
    if (!n || s_.tokens[at].text.find('.') != std::string::npos) return std::nullopt;
    if (*n >= 1900 && *n <= 2100 && s_.tokens[at].end - s_.tokens[at].begin == 4) return n;
    const std::size_t begin = s_.tokens[at].begin;
    const bool apostrophe =
        begin > 0 && (s_.text[begin - 1] == '\'' || static_cast<unsigned char>(s_.text[begin - 1]) == 0x99);
    if (*n < 100 && apostrophe) return 2000 + *n;
    return std::nullopt;
  }
  unsigned month_at(std::size_t at) const {
    const Token* t = token(at);
    return t == nullptr || t->kind != Token::Kind::kWord ? 0 : month_named(t->text);
  }

  void add(std::size_t end, Days span, std::string note = {}) {
    out_.push_back({end, std::move(span), std::move(note)});
  }

  void add_day(std::size_t end, int y, unsigned m, unsigned d, std::string note = {}) {
    const auto ymd = year{y} / month{m} / day{d};
    if (ymd.ok()) add(end, {number_of(ymd), number_of(ymd), {}}, std::move(note));
  }

  void relative() {
    for (const auto& match : s_.lexicon->find("period", s_.tokens, at_)) {
      Days span = days_of_period(*match.value, s_.today);
      add(match.end, std::move(span));
    }
  }

  void iso() {
    const auto y = whole(at_);
    const auto separated = [&](std::size_t i) { return s_.is(i, "-") || s_.is(i, "/") || s_.is(i, "."); };
    if (!y || *y < 1900 || !separated(at_ + 1)) return;
    const auto m = whole(at_ + 2);
    if (!m || *m < 1 || *m > 12 || !s_.tokens[at_ + 1].glued || !s_.tokens[at_ + 2].glued) return;
    if (separated(at_ + 3) && s_.tokens[at_ + 3].glued) {
      if (const auto d = whole(at_ + 4))
        add_day(at_ + 5, *y, static_cast<unsigned>(*m), static_cast<unsigned>(*d));
    } else {
      add(at_ + 3, months_from(*y, static_cast<unsigned>(*m), 1));
    }
  }

  // 31.12.2025: read as a number, a point and a number.
  void points() {
    const Token* t = token(at_);
    const auto y = whole(at_ + 2);
    if (t == nullptr || t->kind != Token::Kind::kNumber || !y || *y < 1900 || !s_.is(at_ + 1, ".")) return;
    if (!s_.tokens[at_ + 1].glued || !s_.tokens[at_ + 2].glued) return;
    const std::string& text = t->text;
    const auto point = text.find('.');
    if (point == 0 || point > 2 || text.find('.', point + 1) != std::string::npos) return;
    const std::size_t digits = text.size() - point - 1;
    if (digits == 0 || digits > 2 || text.find_first_not_of("0123456789.") != std::string::npos) return;
    add_day(at_ + 3, *y, static_cast<unsigned>(std::stoi(text.substr(point + 1))),
            static_cast<unsigned>(std::stoi(text.substr(0, point))));
  }

  // 31/12/2025: the day first, as nearly everywhere; told where it could be the month.
  void slashes() {
    const auto a = whole(at_), b = whole(at_ + 2), c = whole(at_ + 4);
    const bool same = s_.is(at_ + 1, "/") ? s_.is(at_ + 3, "/") : s_.is(at_ + 1, "-") && s_.is(at_ + 3, "-");
    if (!a || !b || !c || !same) return;
    for (std::size_t i = 1; i < 5; ++i) {
      if (!s_.tokens[at_ + i].glued) return;
    }
    if (*a < 1 || *b < 1 || *a > 31 || *b > 31 || (*c > 99 && *c < 1900)) return;
    const int y = *c < 100 ? 2000 + *c : *c;
    const bool doubtful = *a <= 12 && *b <= 12 && *a != *b;
    const unsigned d = static_cast<unsigned>(*b > 12 ? *b : *a), m = static_cast<unsigned>(*b > 12 ? *a : *b);
    add_day(at_ + 5, y, m, d,
            doubtful ? "\"" + s_.slice(at_, at_ + 5) + "\" is read with the day first" : "");
  }

  std::size_t past_suffix(std::size_t at) const {
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
      if (s_.is(at, suffix) && s_.tokens[at].glued) return at + 1;
    }
    return at;
  }
  std::size_t past(std::size_t at, std::string_view word) const { return s_.is(at, word) ? at + 1 : at; }

  // The year that makes it the latest that has begun.
  int latest(unsigned m, unsigned d) const {
    const int y = year_of(s_.today);
    return day_number(y, m, d) <= s_.today ? y : y - 1;
  }

  void day_first() {
    const auto d = whole(at_);
    if (!d || *d < 1 || *d > 31) return;
    std::size_t next = past(past_suffix(at_ + 1), "of");
    if (s_.is(next, "-")) ++next;
    const unsigned m = month_at(next);
    if (m == 0) return;
    ++next;
    dated(next, m, static_cast<unsigned>(*d));
  }

  void month_first() {
    std::size_t at = at_;
    const bool last = s_.is(at, "last"), current = s_.is(at, "this");
    if (last || current) ++at;
    const unsigned m = month_at(at);
    if (m == 0) return;
    // "may" is a month only where it can be no verb.
    std::size_t next = at + 1;
    if (s_.is(next, ".") && s_.tokens[at].text.size() <= 4 && next + 1 < s_.tokens.size() &&
        !s_.is(next + 1, "."))
      ++next;  // "Mar. 2025"
    if (last || current) {
      const int y = year_of(s_.today);
      add(next, months_from(current ? y : (m < month_of(s_.today) ? y : y - 1), m, 1));
      return;
    }
    const auto d = whole(next);
    if (d && *d >= 1 && *d <= 31 && !year_at(next))
      dated(past_suffix(next + 1), m, static_cast<unsigned>(*d));
    std::size_t then = past(past(past(next, "of"), ","), "-");
    if (const auto y = year_at(then)) {
      add(then + 1, months_from(*y, m, 1));
    } else if (s_.is(next, "this") && s_.is(next + 1, "year")) {
      add(next + 2, months_from(year_of(s_.today), m, 1));
    } else if (s_.is(past(next, "of"), "last") && s_.is(past(next, "of") + 1, "year")) {
      add(past(next, "of") + 2, months_from(year_of(s_.today) - 1, m, 1));
    } else {
      add(next, months_from(latest(m, 1), m, 1));
    }
  }

  void dated(std::size_t next, unsigned m, unsigned d) {
    const std::size_t then = past(past(past(next, "of"), ","), "-");
    const auto two = whole(next + 1);
    const bool short_year = two && *two < 100 && s_.is(next, "-") && s_.tokens[next].glued &&
                            s_.tokens[next + 1].glued && s_.slice(next + 1, next + 2).size() == 2;
    if (short_year) {
      add_day(next + 2, 2000 + *two, m, d);
    } else if (const auto y = year_at(then)) {
      add_day(then + 1, *y, m, d);
    } else if (s_.is(next, "this") && s_.is(next + 1, "year")) {
      add_day(next + 2, year_of(s_.today), m, d);
    } else if (s_.is(next, "last") && s_.is(next + 1, "year")) {
      add_day(next + 2, year_of(s_.today) - 1, m, d);
    } else {
      add_day(next, latest(m, d), m, d);
    }
  }

  void whole_year() {
    const std::size_t at = s_.is(at_, "calendar") || s_.is(at_, "year") ? at_ + 1 : at_;
    const auto y = year_at(at);
    if (!y) return;
    if (s_.is(at + 1, "-") && s_.tokens[at + 1].glued && whole(at + 2) && s_.tokens[at + 2].glued) return;
    add(at + 1, months_from(*y, 1, 12));
  }

  // Q1 2025, the first quarter of 2025, H2 2024, the second half of last year.
  void quarter() {
    const Token* t = token(at_);
    if (t == nullptr) return;
    unsigned n = 0;
    int length = 3;
    std::size_t next = at_ + 1;
    if (t->text.size() == 2 && (t->text[0] == 'q' || t->text[0] == 'h') && t->text[1] >= '1' &&
        t->text[1] <= '4') {
      n = static_cast<unsigned>(t->text[1] - '0');
      length = t->text[0] == 'h' ? 6 : 3;
    } else {
      const std::size_t at = past(at_, "the");
      std::size_t noun = at + 1;
      for (const auto& [word, value] : kOrdinals) {
        if (s_.is(at, word)) n = value;
      }
      if (const auto d = whole(at); d && past_suffix(at + 1) == at + 2) {
        n = static_cast<unsigned>(*d);
        noun = at + 2;
      }
      if (s_.is(noun, "half"))
        length = 6;
      else if (!s_.is(noun, "quarter"))
        return;
      if (s_.is(at, "last")) {
        if (!s_.is(noun + 1, "of")) return;
        n = length == 6 ? 2 : 4;
      }
      next = noun + 1;
      if (!s_.is(next, "of") && !year_at(next)) return;
    }
    if (n == 0 || n > (length == 6 ? 2U : 4U)) return;
    const unsigned m = (n - 1) * static_cast<unsigned>(length) + 1;
    next = past(past(next, "of"), ",");
    if (const auto y = year_at(next)) {
      add(next + 1, months_from(*y, m, length));
      return;
    }
    const bool of_this = s_.is(next, "this"), of_last = s_.is(next, "last");
    if ((of_this || of_last) && s_.is(next + 1, "year")) {
      add(next + 2, months_from(year_of(s_.today) - (of_last ? 1 : 0), m, length));
    } else {
      add(next, months_from(latest(m, 1), m, length));
    }
  }

  void season() {
    std::size_t at = past(at_, "the");
    const bool last = s_.is(at, "last");
    if (last || s_.is(at, "this")) ++at;
    const Token* t = token(at);
    if (t == nullptr) return;
    for (const auto& each : kSeasons) {
      if (t->text != each.phrase) continue;
      std::size_t next = past(at + 1, "of");
      std::string note;
      int y = latest(each.first, 1);
      if (const auto given = year_at(next)) {
        y = *given;
        ++next;
      } else {
        next = at + 1;
        const bool running = months_from(y, each.first, static_cast<int>(each.months)).to >= s_.today;
        if (last && running) --y;
      }
      Days span = months_from(y, each.first, static_cast<int>(each.months));
      note = "\"" + s_.slice(at_, next) + "\" is read as " + day_text(span.from) + " to " + day_text(span.to);
      add(next, std::move(span), std::move(note));
    }
  }

  void weekday() {
    const bool last = s_.is(at_, "last") || s_.is(at_, "this");
    const std::size_t at = last ? at_ + 1 : at_;
    for (int i = 0; i < 7; ++i) {
      if (!s_.is(at, kWeekdays[static_cast<std::size_t>(i)])) continue;
      const int back = (weekday_of(s_.today) - i + 7) % 7;
      const std::int64_t on = s_.today - (back == 0 && s_.is(at_, "last") ? 7 : back);
      add(at + 1, {on, on, {}}, "\"" + s_.slice(at_, at + 1) + "\" is read as " + day_text(on));
    }
    if (last && s_.is(at, "weekend")) {
      const std::int64_t monday = s_.today - weekday_of(s_.today);
      const std::int64_t saturday = s_.is(at_, "last") ? monday - 2 : monday + 5;
      add(at + 1, {saturday, saturday + 1, {}});
    }
  }

  void holiday() {
    std::size_t at = s_.is(at_, "last") ? at_ + 1 : at_;
    for (const auto& match : s_.lexicon->find("holiday", s_.tokens, at)) {
      const auto m = static_cast<unsigned>(((*match.value)[0] - '0') * 10 + (*match.value)[1] - '0');
      const auto d = static_cast<unsigned>(((*match.value)[2] - '0') * 10 + (*match.value)[3] - '0');
      if (const auto y = year_at(match.end)) {
        add_day(match.end + 1, *y, m, d);
      } else {
        add_day(match.end, latest(m, d), m, d);
      }
    }
  }

  const Sentence& s_;
  std::size_t at_;
  std::vector<ReadDays> out_;
};

}  // namespace

std::vector<ReadDays> read_days(const Sentence& sentence, std::size_t at) {
  return Reader(sentence, at).run();
}

std::string day_text(std::int64_t n) {
  const auto ymd = ymd_of(n);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return text;
}

int weekday_of(std::int64_t n) {
  return static_cast<int>(std::chrono::weekday{sys_days{days{n}}}.iso_encoding()) - 1;
}

std::int64_t day_number(int y, unsigned m, unsigned d) {
  const auto ymd = year{y} / month{m} / day{d};
  return ymd.ok() ? number_of(ymd) : number_of(year{y} / month{m} / std::chrono::last);
}

int year_of(std::int64_t n) { return static_cast<int>(ymd_of(n).year()); }
unsigned month_of(std::int64_t n) { return static_cast<unsigned>(ymd_of(n).month()); }

unsigned month_named(std::string_view word) {
  constexpr std::array<std::string_view, 12> kNames{"january",   "february", "march",    "april",
                                                    "may",       "june",     "july",     "august",
                                                    "september", "october",  "november", "december"};
  if (word == "sept") return 9;
  for (unsigned i = 0; i < 12; ++i) {
    if (word == kNames[i] || (word.size() == 3 && word == kNames[i].substr(0, 3))) return i + 1;
  }
  return 0;
}

Days days_of_period(std::string_view period, std::int64_t today) {
  const int y = year_of(today);
  const unsigned m = month_of(today);
  const unsigned quarter = (m - 1) / 3 * 3 + 1;
  const std::int64_t monday = today - weekday_of(today);
  Days out{today, today, std::string(period)};
  const auto months = [&](year_month_day first, int n) {
    const Days span = months_from(static_cast<int>(first.year()), static_cast<unsigned>(first.month()), n);
    out.from = span.from;
    out.to = span.to;
  };
  const auto back = [](int yy, unsigned mm, int n) {
    return year{yy} / month{mm} / day{1} - std::chrono::months{n};
  };
  if (period == "yesterday")
    out.from = out.to = today - 1;
  else if (period == "this_week")
    out.from = monday, out.to = monday + 6;
  else if (period == "last_week")
    out.from = monday - 7, out.to = monday - 1;
  else if (period == "this_month")
    months(back(y, m, 0), 1);
  else if (period == "last_month")
    months(back(y, m, 1), 1);
  else if (period == "this_quarter")
    months(back(y, quarter, 0), 3);
  else if (period == "last_quarter")
    months(back(y, quarter, 3), 3);
  else if (period == "this_year")
    months(back(y, 1, 0), 12);
  else if (period == "last_year")
    months(back(y, 1, 12), 12);
  // Without a name of its own in the rule language.
  else if (period == "day_before_yesterday")
    out = {today - 2, today - 2, {}};
  else if (period == "month_before_last")
    months(back(y, m, 2), 1), out.period.clear();
  else if (period == "year_before_last")
    months(back(y, 1, 24), 12), out.period.clear();
  else if (period == "week_before_last")
    out = {monday - 14, monday - 8, {}};
  else if (period == "this_financial_year")
    months(back(m >= 4 ? y : y - 1, 4, 0), 12), out.period.clear();
  else if (period == "last_financial_year")
    months(back(m >= 4 ? y : y - 1, 4, 12), 12), out.period.clear();
  return out;
}

}  // namespace carillon::translate
