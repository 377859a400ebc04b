#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <optional>

#include <carillon/value.hpp>

#include "base/fold.h"
#include "base/time_text.h"
#include "base/wide.h"
#include "base/zone.h"
#include "delivery/program.h"

namespace carillon::delivery {

namespace {

using Kind = Value::Kind;

constexpr std::array kSpecs{
    FilterSpec{"default", Filter::Kind::kDefault, 1, 1},
    FilterSpec{"upcase", Filter::Kind::kUpcase, 0, 0},
    FilterSpec{"downcase", Filter::Kind::kDowncase, 0, 0},
    FilterSpec{"capitalize", Filter::Kind::kCapitalize, 0, 0},
    FilterSpec{"strip", Filter::Kind::kStrip, 0, 0},
    FilterSpec{"truncate", Filter::Kind::kTruncate, 1, 2},
    FilterSpec{"append", Filter::Kind::kAppend, 1, 1},
    FilterSpec{"prepend", Filter::Kind::kPrepend, 1, 1},
    FilterSpec{"replace", Filter::Kind::kReplace, 2, 2},
    FilterSpec{"escape", Filter::Kind::kEscape, 0, 0},
    FilterSpec{"url_encode", Filter::Kind::kUrlEncode, 0, 0},
    FilterSpec{"money", Filter::Kind::kMoney, 0, 0},
    FilterSpec{"date", Filter::Kind::kDate, 1, 1},
    FilterSpec{"plus", Filter::Kind::kPlus, 1, 1},
    FilterSpec{"minus", Filter::Kind::kMinus, 1, 1},
    FilterSpec{"times", Filter::Kind::kTimes, 1, 1},
    FilterSpec{"round", Filter::Kind::kRound, 0, 0},
};

Value text_value(std::string_view s) { return {Kind::kText, 0, s}; }

std::string_view as_text(const Value& value, Scratch& scratch) {
  if (value.kind == Kind::kText) return value.s;
  std::string& out = scratch.text();
  write_value(value, out);
  return out;
}

// A number in units of 1/10000; nullopt for what is none.
std::optional<std::int64_t> as_units(const Value& value) {
  if (value.kind == Kind::kDecimal) return value.i;
  std::int64_t units = 0;
  if (value.kind == Kind::kInt) {
    if (__builtin_mul_overflow(value.i, Decimal::kScale, &units)) return std::nullopt;
    return units;
  }
  if (value.kind == Kind::kText) {
    if (const auto d = parse_decimal(value.s)) return d->units;
  }
  return std::nullopt;
}

// Whole parts in groups: 12,34,567 in rupees, 1,234,567 elsewhere.
void write_grouped(std::uint64_t whole, bool indian, std::string& out) {
  const std::string digits = std::to_string(whole);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    const bool cut = indian ? (left == 3 || (left > 3 && (left - 3) % 2 == 0)) : left % 3 == 0;
    if (i > 0 && cut) out += ',';
    out += digits[i];
  }
}

void write_money(std::int64_t units, std::string_view currency, std::string& out) {
  // Half a cent is rounded away from zero.
  const bool negative = units < 0;
  const std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
  const std::uint64_t cents = (magnitude + 50) / 100;
  if (negative) out += '-';
  if (currency == "INR") {
    out += "₹";
  } else if (currency == "USD") {
    out += '$';
  } else if (currency == "EUR") {
    out += "€";
  } else if (currency == "GBP") {
    out += "£";
  } else {
    out += currency;
    out += ' ';
  }
  write_grouped(cents / 100, currency == "INR", out);
  if (cents % 100 != 0) {
    out += '.';
    out += static_cast<char>('0' + cents % 100 / 10);
    out += static_cast<char>('0' + cents % 10);
  }
}

// A format that reads no further than its own text and writes at most a screenful.
void write_date(const Value& value, std::string_view format, std::string_view zone, std::string& out) {
  std::int64_t local = 0;
  if (value.kind == Kind::kDate) {
    local = value.i * 86'400'000'000;
  } else {
    const auto wall = zone::local_time(zone, value.i);
    local = wall ? *wall : value.i;
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds{local});
  const std::time_t t = seconds.count();
  std::tm tm{};
  gmtime_r(&t, &tm);
  char buffer[256];
  const std::size_t n = std::strftime(buffer, sizeof buffer, std::string(format).c_str(), &tm);
  out.append(buffer, n);
}

Value arithmetic(Filter::Kind kind, const Value& value, const Value& other) {
  const auto left = as_units(value);
  const auto right = as_units(other);
  if (!left || !right) return {};
  std::int64_t units = 0;
  bool overflow = false;
  if (kind == Filter::Kind::kPlus) overflow = __builtin_add_overflow(*left, *right, &units);
  if (kind == Filter::Kind::kMinus) overflow = __builtin_sub_overflow(*left, *right, &units);
  if (kind == Filter::Kind::kTimes) {
    const auto product = static_cast<Int128>(*left) * *right / Decimal::kScale;
    units = static_cast<std::int64_t>(product);
    overflow = product != units;
  }
  return overflow ? Value{} : Value{Kind::kDecimal, units, {}};
}

Value text_filter(const Filter& filter, const Value& value, std::span<const Value> args, Scratch& scratch) {
  const std::string_view in = as_text(value, scratch);
  std::string& out = scratch.text();
  switch (filter.kind) {
    case Filter::Kind::kUpcase:
      out = upper(in);
      break;
    case Filter::Kind::kDowncase:
      out = lower(in);
      break;
    case Filter::Kind::kCapitalize: {
      const auto head = first_code_points(in, 1);
      out = upper(head) + lower(in.substr(head.size()));
      break;
    }
    case Filter::Kind::kStrip: {
      const auto first = in.find_first_not_of(" \t\r\n");
      if (first == std::string_view::npos) return text_value({});
      return text_value(in.substr(first, in.find_last_not_of(" \t\r\n") - first + 1));
    }
    case Filter::Kind::kTruncate: {
      const std::string_view tail = args.size() > 1 ? as_text(args[1], scratch) : "...";
      const auto most = static_cast<std::size_t>(std::max<std::int64_t>(0, args[0].i));
      if (code_points(in) <= most) return text_value(in);
      const std::size_t ending = code_points(tail);
      out.append(first_code_points(in, most > ending ? most - ending : 0));
      out.append(first_code_points(tail, most));
      break;
    }
    case Filter::Kind::kAppend:
      out.append(in).append(as_text(args[0], scratch));
      break;
    case Filter::Kind::kPrepend:
      out.append(as_text(args[0], scratch)).append(in);
      break;
    case Filter::Kind::kReplace: {
      const std::string_view what = as_text(args[0], scratch);
      const std::string_view by = as_text(args[1], scratch);
      std::string_view rest = in;
      for (auto at = what.empty() ? std::string_view::npos : rest.find(what); at != std::string_view::npos;
           at = rest.find(what)) {
        out.append(rest.substr(0, at)).append(by);
        rest.remove_prefix(at + what.size());
      }
      out.append(rest);
      break;
    }
    case Filter::Kind::kEscape:
      write_html(in, out);
      break;
    case Filter::Kind::kUrlEncode:
      for (const char c : in) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        constexpr std::string_view kHex = "0123456789ABCDEF";
        if (plain) {
          out += c;
        } else {
          out += '%';
          out += kHex[static_cast<unsigned char>(c) >> 4U];
          out += kHex[static_cast<unsigned char>(c) & 15U];
        }
      }
      break;
    default:
      return value;
  }
  return text_value(out);
}

}  // namespace

std::string& Scratch::text() {
  if (used_ == texts_.size()) texts_.push_back(std::make_unique<std::string>());
  texts_[used_]->clear();
  return *texts_[used_++];
}

std::span<const FilterSpec> filter_specs() { return kSpecs; }

void write_html(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

void write_value(const Value& value, std::string& out) {
  switch (value.kind) {
    case Kind::kMissing:
      break;
    case Kind::kBool:
      out += value.i != 0 ? "true" : "false";
      break;
    case Kind::kInt:
      out += std::to_string(value.i);
      break;
    case Kind::kDecimal:
      out += to_text(Decimal{value.i});
      break;
    case Kind::kTime:
      out += time_text(value.i);
      break;
    case Kind::kDate:
      out += date_text(value.i);
      break;
    case Kind::kText:
      out += value.s;
      break;
    case Kind::kSet:
      for (bool first = true; const auto& item : unpack_set(value.s)) {
        if (!first) out += ", ";
        first = false;
        out += item;
      }
      break;
  }
}

Value apply(const Filter& filter, Value value, std::span<const Value> args, const Template::Program& program,
            Scratch& scratch) {
  switch (filter.kind) {
    case Filter::Kind::kDefault: {
      const bool absent = value.kind == Kind::kMissing || (value.kind == Kind::kText && value.s.empty()) ||
                          (value.kind == Kind::kBool && value.i == 0);
      return absent ? args[0] : value;
    }
    case Filter::Kind::kPlus:
    case Filter::Kind::kMinus:
    case Filter::Kind::kTimes:
      return arithmetic(filter.kind, value, args[0]);
    case Filter::Kind::kRound: {
      const auto units = as_units(value);
      if (!units) return {};
      const std::int64_t half = *units < 0 ? -Decimal::kScale / 2 : Decimal::kScale / 2;
      return {Kind::kInt, (*units + half) / Decimal::kScale, {}};
    }
    case Filter::Kind::kMoney: {
      const auto units = as_units(value);
      if (!units) return {};
      std::string& out = scratch.text();
      write_money(*units, program.currency, out);
      return text_value(out);
    }
    case Filter::Kind::kDate: {
      if (value.kind != Kind::kTime && value.kind != Kind::kDate) return value;
      std::string& out = scratch.text();
      write_date(value, args[0].s, program.timezone, out);
      return text_value(out);
    }
    default:
      return value.kind == Kind::kMissing ? value : text_filter(filter, value, args, scratch);
  }
}

}  // namespace carillon::delivery
