#include "ruletext/leaf_parser.h"

#include <utility>

#include "base/nearest.h"
#include "ruletext/numbers.h"
#include "ruletext/vocabulary.h"

namespace carillon::ruletext {

namespace {

constexpr std::string_view kValue = "a value: a text in quotes, a number, a date, true or false";
constexpr std::string_view kDuration = "a length of time such as 90d, 12h, 2w, 6mo or \"30 days\"";

json::value with(json::object leaf, std::string_view op, std::string_view name, json::value value) {
  leaf["op"] = op;
  leaf[name] = std::move(value);
  return leaf;
}

json::value negation(json::value rule) { return json::object{{"not", std::move(rule)}}; }

bool is_whole(std::string_view digits) {
  return digits.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

json::value LeafParser::condition() {
  if (in_.is_word("HAS")) {
    in_.take();
    return has({});
  }
  if ((in_.is_word("TOP") || in_.is_word("BOTTOM")) && in_.peek(1).kind == Kind::kNumber) return ranked();
  if (in_.is_word("INACTIVE")) {
    in_.take();
    in_.expect_word("FOR", "FOR and a length of time, as in: inactive for 90 days");
    return json::object{{"field", "last_order_at"}, {"op", "not_within"}, {"value", duration()}};
  }
  if (in_.is_word("IN") && in_.is_word("SEGMENT", 1)) {
    in_.take();
    in_.take();
    return json::object{{"op", "in_segment"}, {"segment", text("the id of a segment in quotes")}};
  }
  if (!in_.is_name()) {
    in_.refuse("a condition such as city = \"Pune\", a bracket or NOT");
    return {};
  }
  if (in_.is_sign("(", 1)) return call();
  const bool plain = in_.peek().kind == Kind::kName;
  if (plain && in_.peek().capitals.starts_with("RFM.")) return quintile();
  if (plain && is_measure(in_.peek().text)) { return measured(json::object{{"op", in_.take().text}}); }
  if (plain && in_.is_word("AGE")) return age();
  if (plain && is_reserved(in_.peek().text)) {
    in_.refuse("a condition such as city = \"Pune\"",
               "a field of this name stands in backticks: `" + in_.peek().text + '`');
    return {};
  }
  return after_field(in_.take().text);
}

json::value LeafParser::after_field(const std::string& field) {
  json::object leaf{{"field", field}};
  if (in_.peek().kind == Kind::kSign) {
    if (const auto op = op_of_sign(in_.peek().text); !op.empty()) {
      in_.take();
      if (in_.is_word("NULL")) in_.refuse(kValue, "for what is missing write " + field + " IS NOT SET");
      return with(std::move(leaf), op, "value", scalar(kValue));
    }
  }
  if (in_.accept_word("BETWEEN")) return with(std::move(leaf), "between", "value", range());
  if (in_.accept_word("IN")) return with(std::move(leaf), "in", "value", list());
  if (in_.accept_word("CONTAINS"))
    return with(std::move(leaf), "contains", "value", scalar("a text in quotes"));
  for (const std::string_view side : {"STARTS", "ENDS"}) {
    if (!in_.accept_word(side)) continue;
    in_.expect_word("WITH", "WITH and a text, as in: name STARTS WITH \"A\"");
    return with(std::move(leaf), side == "STARTS" ? "starts_with" : "ends_with", "value",
                scalar("a text in quotes"));
  }
  if (in_.accept_word("HAS")) return has(std::move(leaf));
  if (in_.accept_word("IS")) return is(std::move(leaf));
  if (in_.accept_word("WITHIN")) return with(std::move(leaf), "within", "value", duration());
  if (in_.accept_word("BEFORE")) return moment(std::move(leaf), "before");
  if (in_.accept_word("AFTER")) return moment(std::move(leaf), "after");
  if (in_.accept_word("ON")) return moment(std::move(leaf), "on");
  if (in_.accept_word("ANNIVERSARY")) return anniversary(std::move(leaf));
  if (in_.accept_word("OLDER")) return aged(std::move(leaf), "older_than");
  if (in_.accept_word("YOUNGER")) return aged(std::move(leaf), "younger_than");
  if (in_.accept_word("NOT")) return negated_word(field);
  unknown_word(field);
  return {};
}

json::value LeafParser::negated_word(const std::string& field) {
  json::object leaf{{"field", field}};
  if (in_.accept_word("WITHIN")) return with(std::move(leaf), "not_within", "value", duration());
  if (in_.accept_word("IN")) return with(std::move(leaf), "not_in", "value", list());
  for (const std::string_view word :
       {"CONTAINS", "STARTS", "ENDS", "BETWEEN", "HAS", "BEFORE", "AFTER", "ON"}) {
    if (in_.is_word(word)) return negation(after_field(field));
  }
  in_.refuse("WITHIN, IN, CONTAINS, STARTS WITH, ENDS WITH, BETWEEN, HAS, BEFORE, AFTER or ON after NOT",
             "NOT of a whole condition stands before it: NOT " + field + " = ...");
  return {};
}

void LeafParser::unknown_word(const std::string& field) {
  std::string remedy;
  if (in_.peek().kind == Kind::kName && in_.peek().text.size() <= 64) {
    const std::string near = nearest(in_.peek().capitals, words_after_field());
    if (!near.empty() && near != in_.peek().capitals) remedy = "did you mean " + near + '?';
  }
  in_.refuse(
      "=, !=, <, <=, >, >=, BETWEEN, IN, CONTAINS, STARTS WITH, ENDS WITH, IS SET, HAS, WITHIN, BEFORE, "
      "AFTER, ON, ANNIVERSARY, OLDER THAN, YOUNGER THAN or NOT after the field \"" +
          (field.size() > 64 ? field.substr(0, 64) + "..." : field) + '"',
      remedy);
}

json::value LeafParser::has(json::object leaf) {
  if (in_.accept_word("ANY")) {
    if (!in_.accept_word("TAG")) in_.accept_word("TAGS");
    return with(std::move(leaf), "has_any_tag", "value", list());
  }
  in_.accept_word("TAG");
  return with(std::move(leaf), "has_tag", "value", scalar("a tag in quotes, or ANY and a list of them"));
}

json::value LeafParser::is(json::object leaf) {
  const bool negative = in_.accept_word("NOT");
  for (const bool truth : {true, false}) {
    if (!in_.accept_word(truth ? "TRUE" : "FALSE")) continue;
    return with(std::move(leaf), negative ? "ne" : "eq", "value", truth);
  }
  const bool missing = in_.is_word("MISSING") || in_.is_word("NULL");
  if (!missing && !in_.is_word("SET") && !in_.is_word("KNOWN")) {
    in_.refuse("SET, NOT SET, TRUE or FALSE after IS", "to compare with a value write =");
    return {};
  }
  in_.take();
  leaf["op"] = missing != negative ? "is_not_set" : "is_set";
  return leaf;
}

json::value LeafParser::moment(json::object leaf, std::string_view op) {
  if (in_.peek().kind != Kind::kDate && in_.peek().kind != Kind::kText) {
    in_.refuse("a date such as 2025-01-31, or a time such as 2025-01-31T10:00:00Z");
    return {};
  }
  leaf["value"] = in_.take().text;
  leaf["op"] = op;
  // Not the beginning of `IN SEGMENT`, which needs an AND before it.
  if (in_.accept_word("IN")) leaf["timezone"] = text("a time zone in quotes, such as \"Asia/Kolkata\"");
  return leaf;
}

json::value LeafParser::anniversary(json::object leaf) {
  leaf["op"] = "anniversary_within";
  if (in_.accept_word("NEXT")) {
    leaf["next"] = duration();
  } else if (in_.accept_word("LAST")) {
    leaf["last"] = duration();
  } else if (in_.accept_word("IN")) {
    in_.accept_word("MONTH");
    const int month = in_.peek().kind == Kind::kName ? month_of(in_.peek().text) : 0;
    if (month != 0) {
      in_.take();
      leaf["month"] = month;
    } else {
      leaf["month"] = number("a month: its number or its name");
    }
  } else {
    in_.refuse("NEXT or LAST and a length of time, or IN and a month, as in: birth_date ANNIVERSARY NEXT 7d");
  }
  return leaf;
}

json::value LeafParser::aged(json::object leaf, std::string_view op) {
  in_.expect_word("THAN", "THAN and years, as in: birth_date OLDER THAN 30");
  const bool years = in_.peek().kind == Kind::kNumber && duration_unit(in_.peek(1).text).empty();
  return with(std::move(leaf), op, "value", years ? number("years") : duration());
}

// Completed years of the date of birth, in terms of older_than and younger_than, which are strict.
json::value LeafParser::age() {
  in_.take();
  const json::object is = at_comparison(0) ? comparison() : json::object{};
  if (is.empty()) {
    in_.refuse("=, !=, <, <=, >, >= or BETWEEN and a number of years, as in: age > 30");
    return {};
  }
  const auto years = [&](const json::value& given) -> std::int64_t {
    constexpr std::int64_t kMost = 200;
    if (given.is_int64() && given.get_int64() >= 0 && given.get_int64() <= kMost) return given.get_int64();
    in_.refuse("an age in whole years");
    return 0;
  };
  const auto older = [](std::int64_t than) {
    return json::object{{"field", "birth_date"}, {"op", "older_than"}, {"value", than}};
  };
  const auto younger = [](std::int64_t than) {
    return json::object{{"field", "birth_date"}, {"op", "younger_than"}, {"value", than}};
  };
  const auto at_least = [&](std::int64_t n) -> json::value {
    if (n == 0) return json::object{{"field", "birth_date"}, {"op", "is_set"}};
    return older(n - 1);
  };
  const auto between = [&](std::int64_t low, std::int64_t high) -> json::value {
    return json::object{{"all", json::array{at_least(low), younger(high + 1)}}};
  };
  const std::string_view op = is.begin()->key();
  const json::value& given = is.begin()->value();
  if (op == "between") return between(years(given.get_array()[0]), years(given.get_array()[1]));
  const std::int64_t n = years(given);
  if (op == "gt") return older(n);
  if (op == "gte") return at_least(n);
  if (op == "lt") return younger(n);
  if (op == "lte") return younger(n + 1);
  return op == "eq" ? between(n, n) : negation(between(n, n));
}

json::value LeafParser::ranked() {
  json::object leaf{{"op", in_.is_word("TOP") ? "top" : "bottom"}};
  in_.take();
  json::value n = number("a number");
  const bool percent = in_.accept_sign("%") || in_.accept_word("PERCENT");
  leaf[percent ? "percent" : "count"] = std::move(n);
  in_.expect_word("BY", "BY and a field, as in: top 10% by total_spend");
  if (!in_.is_name()) in_.refuse("a field, as in: top 10% by total_spend");
  leaf["field"] = in_.take().text;
  return leaf;
}

json::value LeafParser::quintile() {
  constexpr std::size_t kPrefix = std::string_view("rfm.").size();
  json::object leaf{{"op", "rfm"}};
  leaf["score"] = in_.take().text.substr(kPrefix);
  return measured(std::move(leaf));
}

json::value LeafParser::measured(json::object leaf) {
  if (at_comparison(0)) {
    leaf["is"] = comparison();
  } else {
    in_.refuse("=, !=, <, <=, >, >= or BETWEEN and a number");
  }
  return leaf;
}

json::value LeafParser::call() {
  const std::string op = in_.take().text;
  json::object leaf{{"op", op}};
  json::object compared;  // members that comparisons made, which more of them may join
  in_.take();
  for (bool first = true; !in_.failed() && !in_.is_sign(")"); first = false) {
    if (!first) in_.expect_sign(",", "a comma or a closing bracket");
    if (!in_.failed()) argument(leaf, compared, first);
  }
  in_.expect_sign(")", "a closing bracket");
  if (!in_.failed() && at_comparison(0)) {
    if (leaf.contains("is")) in_.refuse("AND, OR or the end", "\"is\" is already among the arguments");
    return measured(std::move(leaf));
  }
  return leaf;
}

void LeafParser::argument(json::object& leaf, json::object& compared, bool first) {
  const bool alone = in_.is_sign(",", 1) || in_.is_sign(")", 1);
  if (first && alone && leaf.at("op") == "in_segment" &&
      (in_.peek().kind == Kind::kText || in_.peek().kind == Kind::kNumber)) {
    leaf["segment"] = in_.take().text;
  } else if (first && alone && in_.is_name()) {
    leaf["field"] = in_.take().text;
  } else {
    member(leaf, compared);
  }
}

void LeafParser::member(json::object& into, json::object& compared) {
  const bool has_name = in_.is_name() || in_.peek().kind == Kind::kText;
  const bool given = in_.is_sign(":", 1);
  if (!has_name || (!given && !at_comparison(1))) {
    return in_.refuse("an argument such as within: 90d or count >= 2");
  }
  const Token name = in_.peek();
  const bool joins = !given && compared.contains(name.text);
  if (!joins && into.contains(name.text)) return in_.refuse("each argument once");
  in_.take();
  if (given) {
    in_.take();
    into[name.text] = value(0);
    return;
  }
  const json::object more = comparison();
  if (in_.failed()) return;
  if (!joins) into[name.text] = json::object{};
  compared[name.text] = true;
  json::object& is = into[name.text].get_object();
  if (is.contains(more.begin()->key())) {
    return in_.refuse("one comparison of a kind for the argument \"" + name.text + '"');
  }
  is[more.begin()->key()] = more.begin()->value();
}

json::value LeafParser::value(int depth) {
  if (depth_ + depth > kMaxDepth) {
    in_.fail(
        {in_.peek().column, "too_deep", "found brackets within brackets, too deeply nested; flatten them"});
    return {};
  }
  if (in_.accept_word("NULL")) return nullptr;
  if (in_.accept_sign("[")) {
    json::array out;
    const bool before = std::exchange(thousands_, false);
    while (!in_.failed() && !in_.is_sign("]")) {
      if (!out.empty()) in_.expect_sign(",", "a comma or ]");
      if (!in_.failed()) out.push_back(value(depth + 1));
    }
    thousands_ = before;
    in_.expect_sign("]", "a comma or ]");
    return out;
  }
  if (in_.accept_sign("{")) {
    json::object out;
    json::object compared;
    ++depth_;
    while (!in_.failed() && !in_.is_sign("}")) {
      if (!out.empty()) in_.expect_sign(",", "a comma or }");
      if (!in_.failed()) member(out, compared);
    }
    --depth_;
    in_.expect_sign("}", "a comma or }");
    return out;
  }
  // Of an argument a bare word is a text: period: last_month.
  const bool word = in_.is_name() && !in_.is_word("TRUE") && !in_.is_word("FALSE");
  return word ? json::value(in_.take().text) : scalar(kValue);
}

json::value LeafParser::scalar(std::string_view expected) {
  switch (in_.peek().kind) {
    case Kind::kText:
    case Kind::kDuration:
    case Kind::kDate:
      return json::value(in_.take().text);
    case Kind::kNumber: {
      if (in_.peek(1).kind == Kind::kName && !duration_unit(in_.peek(1).text).empty()) return duration();
      return number(expected);
    }
    default:
      break;
  }
  if (in_.accept_word("TRUE")) return true;
  if (in_.accept_word("FALSE")) return false;
  std::string remedy;
  if (in_.is_name()) remedy = "did you mean \"" + in_.peek().text.substr(0, 64) + "\" in quotes?";
  in_.refuse(expected, remedy);
  return {};
}

json::value LeafParser::text(std::string_view expected) {
  if (in_.peek().kind != Kind::kText) {
    in_.refuse(expected);
    return {};
  }
  return json::value(in_.take().text);
}

json::value LeafParser::number(std::string_view expected) {
  if (in_.peek().kind != Kind::kNumber) {
    in_.refuse(expected);
    return {};
  }
  auto read = read_number(in_.peek().text);
  if (!read) {
    in_.refuse("a number that is not out of range");
    return {};
  }
  in_.take();
  if (in_.is_sign(",") && in_.peek(1).kind == Kind::kNumber && in_.peek(1).text.size() >= 2 &&
      in_.peek(1).column == in_.peek().column + 1 && thousands_) {
    in_.refuse("a number without separators, such as 10000");
  }
  return *std::move(read);
}

json::array LeafParser::list() {
  json::array out;
  in_.expect_sign("(", "a list in brackets, as in: city IN (\"Mumbai\", \"Pune\")");
  thousands_ = false;
  do { out.push_back(scalar(kValue)); } while (in_.accept_sign(","));
  thousands_ = true;
  in_.expect_sign(")", "a comma or a closing bracket");
  return out;
}

json::array LeafParser::range() {
  json::array out{scalar(kValue)};
  in_.expect_word("AND", "AND and the highest value, as in: BETWEEN 5 AND 10");
  out.push_back(scalar(kValue));
  return out;
}

json::value LeafParser::duration() {
  if (in_.peek().kind == Kind::kDuration || in_.peek().kind == Kind::kText)
    return json::value(in_.take().text);
  const auto unit = in_.peek(1).kind == Kind::kName ? duration_unit(in_.peek(1).text) : std::string_view{};
  if (in_.peek().kind != Kind::kNumber || !is_whole(in_.peek().text) || unit.empty()) {
    in_.refuse(kDuration);
    return {};
  }
  const std::string n = in_.take().text;
  in_.take();
  return json::value(n + std::string(unit));
}

bool LeafParser::at_comparison(std::size_t ahead) const {
  return in_.is_word("BETWEEN", ahead) ||
         (in_.peek(ahead).kind == Kind::kSign && !op_of_sign(in_.peek(ahead).text).empty());
}

json::object LeafParser::comparison() {
  if (in_.accept_word("BETWEEN")) return {{"between", range()}};
  const std::string_view op = op_of_sign(in_.peek().text);
  in_.take();
  return {{op, scalar("a number")}};
}

}  // namespace carillon::ruletext
