#include "calendar.h"

#include <chrono>

namespace carillon::language {

namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2999;
constexpr std::int64_t kSecond = 1'000'000;

std::chrono::year_month_day ymd(Civil c) {
  return {std::chrono::year{c.year}, std::chrono::month{static_cast<unsigned>(c.month)},
          std::chrono::day{static_cast<unsigned>(c.day)}};
}

// Reads fixed forms from the front of a text; once something is not there, ok() is false for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  int digits(std::size_t n) {
    int value = 0;
    ok_ = ok_ && text_.size() >= n;
    for (std::size_t i = 0; ok_ && i < n; ++i) {
      const char c = text_[i];
      ok_ = c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    if (ok_) text_.remove_prefix(n);
    return ok_ ? value : 0;
  }
  bool next_is(std::string_view any_of) const {
    return !text_.empty() && any_of.find(text_.front()) != std::string_view::npos;
  }
  char take(std::string_view any_of) {
    ok_ = ok_ && next_is(any_of);
    if (!ok_) return 0;
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

std::optional<Civil> read_date(Reader& in) {
  Civil c;
  c.year = in.digits(4);
  in.take("-");
  c.month = in.digits(2);
  in.take("-");
  c.day = in.digits(2);
  if (!in.ok() || c.year < kFirstYear || c.year > kLastYear || !ymd(c).ok()) return std::nullopt;
  return c;
}

}  // namespace

std::int64_t day_of(Civil civil) { return std::chrono::sys_days{ymd(civil)}.time_since_epoch().count(); }

Civil civil_of(std::int64_t day) {
  const std::chrono::year_month_day at{std::chrono::sys_days{std::chrono::days{day}}};
  return {static_cast<int>(at.year()), static_cast<int>(static_cast<unsigned>(at.month())),
          static_cast<int>(static_cast<unsigned>(at.day()))};
}

bool is_leap(int year) { return std::chrono::year{year}.is_leap(); }

int last_day(int year, int month) {
  const std::chrono::year_month_day_last last{
      std::chrono::year{year}, std::chrono::month_day_last{std::chrono::month{static_cast<unsigned>(month)}}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

Civil add_months(Civil civil, int months) {
  const int count = civil.year * 12 + civil.month - 1 + months;
  Civil out{count / 12, count % 12 + 1, civil.day};
  const int last = last_day(out.year, out.month);
  if (out.day > last) out.day = last;
  return out;
}

std::optional<Civil> parse_date(std::string_view text) {
  Reader in(text);
  const auto date = read_date(in);
  return in.done() ? date : std::nullopt;
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
  Reader in(text);
  const auto date = read_date(in);
  if (!date) return std::nullopt;
  in.take("Tt ");
  const int hour = in.digits(2);
  in.take(":");
  const int minute = in.digits(2);
  in.take(":");
  const int second = in.digits(2);
  std::int64_t micros = 0;
  if (in.next_is(".")) {
    in.take(".");
    std::int64_t unit = kSecond / 10;
    do {
      micros += in.digits(1) * unit;
      unit /= 10;
    } while (in.ok() && in.next_is("0123456789"));
  }
  std::int64_t east = 0;
  const char sign = in.take("Zz+-");
  if (sign == '+' || sign == '-') {
    const int hours = in.digits(2);
    in.take(":");
    const int minutes = in.digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    east = (sign == '+' ? 1 : -1) * (hours * 60 + minutes) * 60 * kSecond;
  }
  if (!in.done() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t seconds = day_of(*date) * 86'400 + hour * 3600 + minute * 60 + second;
  return seconds * kSecond + micros - east;
}

}  // namespace carillon::language
