#include "random_people.h"

#include <algorithm>
#include <optional>

#include "base/time_text.h"

namespace carillon::audience::testing {

namespace {

// Case, accents, wildcards, and characters whose folding changes their length.
const std::vector<std::string> kTexts = {"Pune", "PUNE",   "pune ", "München", "MÜNCHEN", "Jose",   "José",
                                         "100%", "1000",   "a_b",   "axb",     "a\\b",    "ſtraße", "STRASSE",
                                         "",     "O'Hara", "Ω",     "ω",       "İzmir",   "日本"};
const std::vector<std::string> kParts = {"un", "ü", "Ü", "%", "_", "\\", "ß", "jos", "é", "'", " ", "ω", "a"};
const std::vector<std::string> kTags = {"vip", "VIP", "vi", "gold", "München", "a|b"};
const std::vector<std::string> kDates = {"1988-02-28", "1988-02-29", "1988-03-01", "1990-02-28",
                                         "1990-12-31", "1991-01-01", "2000-02-29", "2005-11-21",
                                         "2007-11-21", "2024-02-29"};
const std::vector<std::string> kAmounts = {"0",      "0.3", "0.1",    "10",  "10.0001",
                                           "9.9999", "-5",  "499.99", "1000"};
const std::vector<std::int64_t> kMicros = {-1, 0, 1, 999'999};
const std::vector<std::int64_t> kAgo = {0,       1,       23,       24,       25,      24 * 7,
                                        24 * 30, 24 * 89, 24 * 184, 24 * 365, 24 * 731};  // hours
const std::vector<std::string> kAttributes = {"{}",
                                              R"({"plan":"gold","n":1})",
                                              R"({"plan":"GOLD","n":1.5})",
                                              R"({"plan":7,"n":"1"})",
                                              R"({"plan":null,"n":true})",
                                              R"({"plan":{"tier":"gold"},"n":-3})",
                                              R"({"plan":["gold"],"n":0.1})",
                                              R"({"loyalty":{"tier":"Platin","since":2019}})"};

template <class T>
std::optional<T> maybe(Chance& chance, T value) {
  return chance.one_in(4) ? std::nullopt : std::optional<T>(std::move(value));
}

std::string member(Chance& chance, const std::vector<std::string>& names) { return chance.pick(names); }

json::value number(Chance& chance) {
  const std::string& text = chance.pick(kAmounts);
  return chance.one_in(3) ? json::value(text) : json::parse(text);
}

json::array some(Chance& chance, const std::vector<std::string>& from) {
  json::array out;
  for (std::size_t i = 0, n = 1 + chance.below(3); i < n; ++i) out.emplace_back(chance.pick(from));
  return out;
}

std::string moment(Chance& chance) {
  static const std::vector<std::string> kMoments = {"2025-11-21",           "2025-11-20",
                                                    "2025-10-21",           "2024-02-29",
                                                    "2025-11-21T10:00:00Z", "2025-11-21T15:30:00+05:30",
                                                    "2025-10-26T01:30:00Z"};
  return chance.pick(kMoments);
}

json::object text_leaf(Chance& chance) {
  json::object leaf{{"field", member(chance, {"name", "city", "email", "external_id", "attributes.plan"})}};
  const std::string op = member(chance, {"eq", "ne", "in", "not_in", "contains", "starts_with", "ends_with"});
  leaf["op"] = op;
  if (op == "in" || op == "not_in")
    leaf["value"] = some(chance, kTexts);
  else if (op == "eq" || op == "ne")
    leaf["value"] = chance.pick(kTexts);
  else
    leaf["value"] = chance.pick(kParts);
  return leaf;
}

json::object number_leaf(Chance& chance) {
  const std::string field = member(chance, {"total_spend", "avg_order_value", "spend", "attributes.n"});
  const std::string op = member(chance, {"eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "not_in"});
  const auto value = [&]() -> json::value {
    if (field == "attributes.n") return json::parse(chance.pick(kAmounts));
    return number(chance);
  };
  json::object leaf{{"field", field}, {"op", op}};
  if (op == "between")
    leaf["value"] = json::array{value(), value()};
  else if (op == "in" || op == "not_in")
    leaf["value"] = json::array{value(), value(), value()};
  else
    leaf["value"] = value();
  return leaf;
}

json::object count_leaf(Chance& chance) {
  static const std::vector<std::string> kCounts = {"0", "1", "2", "3", "2.5", "2.0"};
  return {{"field", member(chance, {"order_count", "visits"})},
          {"op", member(chance, {"gt", "gte", "lt", "lte"})},
          {"value", json::parse(chance.pick(kCounts))}};
}

json::object attribute_leaf(Chance& chance) {
  static const std::vector<std::string> kValues = {"\"gold\"", "\"platin\"", "1",   "1.5",
                                                   "true",     "false",      "2019"};
  const std::string field = member(
      chance, {"attributes.plan", "attributes.n", "attributes.loyalty.tier", "attributes.loyalty.since"});
  if (chance.one_in(3)) return {{"field", field}, {"op", member(chance, {"is_set", "is_not_set"})}};
  const std::string op = member(chance, {"eq", "ne", "in", "not_in"});
  json::value value = json::parse(chance.pick(kValues));
  if (op == "in" || op == "not_in") value = json::array{value, json::parse(chance.pick(kValues))};
  return {{"field", field}, {"op", op}, {"value", value}};
}

json::object time_leaf(Chance& chance) {
  const std::string field = member(chance, {"created_at", "last_order_at", "first_order_at"});
  const std::string op =
      member(chance, {"within", "not_within", "before", "after", "on", "older_than", "younger_than", "eq",
                      "ne", "gt", "gte", "lt", "lte", "between", "in", "is_set"});
  json::object leaf{{"field", field}, {"op", op}};
  if (op == "within" || op == "not_within" || op == "older_than" || op == "younger_than") {
    leaf["value"] = member(chance, {"1h", "24h", "30d", "1w", "1mo", "6mo", "2y"});
  } else if (op == "on") {
    leaf["value"] = member(chance, {"2025-11-21", "2025-11-20", "2024-02-29"});
    if (chance.one_in(2)) leaf["timezone"] = member(chance, {"Asia/Kolkata", "America/New_York", "UTC"});
  } else if (op == "between") {
    leaf["value"] = json::array{moment(chance), moment(chance)};
  } else if (op == "in") {
    leaf["value"] = json::array{moment(chance), moment(chance)};
  } else if (op != "is_set") {
    leaf["value"] = moment(chance);
  }
  return leaf;
}

json::object date_leaf(Chance& chance) {
  const std::string op = member(chance, {"anniversary_within", "older_than", "younger_than", "before",
                                         "after", "on", "eq", "ne", "gte", "in", "within"});
  json::object leaf{{"field", "birth_date"}, {"op", op}};
  if (op == "anniversary_within") {
    if (chance.one_in(4))
      leaf["month"] = 1 + chance.below(12);
    else
      leaf[chance.one_in(2) ? "next" : "last"] =
          member(chance, {"0d", "7d", "1mo", "100d", "364d", "365d", "2y"});
  } else if (op == "older_than" || op == "younger_than") {
    leaf["value"] = chance.pick(std::vector<int>{0, 1, 18, 20, 35, 37});
  } else if (op == "in") {
    leaf["value"] = some(chance, kDates);
  } else if (op == "within") {
    leaf["value"] = member(chance, {"30d", "20y"});
  } else {
    leaf["value"] = chance.pick(kDates);
  }
  return leaf;
}

json::object flag_leaf(Chance& chance) {
  if (chance.one_in(2)) {
    if (chance.one_in(2)) return {{"op", "has_tag"}, {"value", chance.pick(kTags)}};
    return {{"field", "tags"}, {"op", "has_any_tag"}, {"value", some(chance, kTags)}};
  }
  return {{"field", member(chance, {"consent_email", "consent_sms"})},
          {"op", member(chance, {"eq", "ne"})},
          {"value", chance.one_in(2)}};
}

}  // namespace

std::vector<store::Customer> random_customers(Chance& chance, std::size_t n, std::int64_t now_us) {
  constexpr std::int64_t kHour = 3'600'000'000;
  const auto ago = [&] { return now_us - chance.pick(kAgo) * kHour + chance.pick(kMicros); };
  std::vector<store::Customer> out;
  for (std::size_t i = 0; i < n; ++i) {
    store::Customer c;
    c.id = static_cast<Id>(i + 1);
    c.external_id = "c" + std::to_string(i) + chance.pick(kTexts);
    c.name = maybe(chance, chance.pick(kTexts));
    c.email = maybe(chance, chance.pick(kTexts));
    c.phone = maybe(chance, chance.pick(kTexts));
    c.city = maybe(chance, chance.pick(kTexts));
    c.birth_date = maybe(chance, *parse_date(chance.pick(kDates)));
    for (std::size_t t = chance.below(3); t > 0; --t) {
      const std::string& tag = chance.pick(kTags);
      if (std::find(c.tags.begin(), c.tags.end(), tag) == c.tags.end()) c.tags.push_back(tag);
    }
    c.consent_email = maybe(chance, chance.one_in(2));
    c.consent_sms = maybe(chance, chance.one_in(2));
    c.attributes = chance.pick(kAttributes);
    c.created_at = c.updated_at = ago();
    c.order_count = static_cast<std::int64_t>(chance.below(4));
    c.total_spend = *parse_decimal(chance.pick(kAmounts));
    c.avg_order_value = maybe(chance, *parse_decimal(chance.pick(kAmounts)));
    c.first_order_at = maybe(chance, ago());
    c.last_order_at = maybe(chance, ago());
    out.push_back(std::move(c));
  }
  return out;
}

json::value random_rule(Chance& chance, int depth) {
  if (depth > 0 && !chance.one_in(3)) {
    if (chance.one_in(3)) return json::object{{"not", random_rule(chance, depth - 1)}};
    json::array parts;
    for (std::size_t n = chance.below(4); n > 0; --n) parts.push_back(random_rule(chance, depth - 1));
    return json::object{{chance.one_in(2) ? "all" : "any", std::move(parts)}};
  }
  switch (chance.below(7)) {
    case 0:
      return text_leaf(chance);
    case 1:
      return number_leaf(chance);
    case 2:
      return count_leaf(chance);
    case 3:
      return attribute_leaf(chance);
    case 4:
      return time_leaf(chance);
    case 5:
      return date_leaf(chance);
    default:
      return flag_leaf(chance);
  }
}

}  // namespace carillon::audience::testing
