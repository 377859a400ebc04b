#include <algorithm>
#include <array>

#include "liquid/filters.h"

namespace carillon::liquid {

namespace {

Value otherwise(Machine&, const Value& value, Args args) {
  const bool absent = value.nothing() || (value.kind == Value::Kind::kBool && value.i == 0) ||
                      (value.kind == Value::Kind::kList && value.i == 0) ||
                      (value.kind == Value::Kind::kSet && value.s.empty());
  return absent ? args[0] : value;
}

Value date(Machine& m, const Value& value, Args args) {
  if (value.nothing()) return {};
  std::string_view zone = m.program().timezone;
  if (args.size() > 1 && args[1].kind == Value::Kind::kText && !args[1].s.empty()) zone = args[1].s;
  return Value::text(m.make([&](Writer& out) { write_date(value, args[0].s, zone, m.input().now_us, out); }));
}

Value as_json(Machine& m, const Value& value, Args) {
  return Value::text(m.make([&](Writer& out) { write_json(value, out); }));
}

// In the order of their names.
constexpr std::array kSpecs{
    FilterSpec{"abs", 0, 0, filter::abs},
    FilterSpec{"append", 1, 1, filter::append},
    FilterSpec{"at_least", 1, 1, filter::at_least},
    FilterSpec{"at_most", 1, 1, filter::at_most},
    FilterSpec{"capitalize", 0, 0, filter::capitalize},
    FilterSpec{"ceil", 0, 0, filter::ceil},
    FilterSpec{"compact", 0, 0, filter::compact},
    FilterSpec{"concat", 1, 1, filter::concat},
    FilterSpec{"date", 1, 2, date},
    FilterSpec{"default", 1, 1, otherwise},
    FilterSpec{"divided_by", 1, 1, filter::divided_by},
    FilterSpec{"downcase", 0, 0, filter::downcase},
    FilterSpec{"escape", 0, 0, filter::escape},
    FilterSpec{"first", 0, 0, filter::first},
    FilterSpec{"floor", 0, 0, filter::floor},
    FilterSpec{"join", 0, 1, filter::join},
    FilterSpec{"json", 0, 0, as_json},
    FilterSpec{"last", 0, 0, filter::last},
    FilterSpec{"lstrip", 0, 0, filter::lstrip},
    FilterSpec{"map", 1, 1, filter::map},
    FilterSpec{"minus", 1, 1, filter::minus},
    FilterSpec{"modulo", 1, 1, filter::modulo},
    FilterSpec{"money", 0, 1, filter::money},
    FilterSpec{"newline_to_br", 0, 0, filter::newline_to_br},
    FilterSpec{"number", 0, 1, filter::number},
    FilterSpec{"plus", 1, 1, filter::plus},
    FilterSpec{"prepend", 1, 1, filter::prepend},
    FilterSpec{"remove", 1, 1, filter::remove},
    FilterSpec{"remove_first", 1, 1, filter::remove_first},
    FilterSpec{"replace", 1, 2, filter::replace},
    FilterSpec{"replace_first", 1, 2, filter::replace_first},
    FilterSpec{"reverse", 0, 0, filter::reverse},
    FilterSpec{"round", 0, 1, filter::round},
    FilterSpec{"rstrip", 0, 0, filter::rstrip},
    FilterSpec{"size", 0, 0, filter::size},
    FilterSpec{"slice", 1, 2, filter::slice},
    FilterSpec{"sort", 0, 1, filter::sort},
    FilterSpec{"split", 1, 1, filter::split},
    FilterSpec{"strip", 0, 0, filter::strip},
    FilterSpec{"strip_html", 0, 0, filter::strip_html},
    FilterSpec{"strip_newlines", 0, 0, filter::strip_newlines},
    FilterSpec{"sum", 0, 1, filter::sum},
    FilterSpec{"times", 1, 1, filter::times},
    FilterSpec{"truncate", 0, 2, filter::truncate},
    FilterSpec{"truncatewords", 0, 2, filter::truncatewords},
    FilterSpec{"uniq", 0, 0, filter::uniq},
    FilterSpec{"upcase", 0, 0, filter::upcase},
    FilterSpec{"url_decode", 0, 0, filter::url_decode},
    FilterSpec{"url_encode", 0, 0, filter::url_encode},
    FilterSpec{"where", 1, 2, filter::where},
};

}  // namespace

std::span<const FilterSpec> filter_specs() { return kSpecs; }

const FilterSpec* find_filter(std::string_view name) {
  const auto* found =
      std::find_if(kSpecs.begin(), kSpecs.end(), [&](const FilterSpec& spec) { return spec.name == name; });
  return found == kSpecs.end() ? nullptr : found;
}

}  // namespace carillon::liquid
