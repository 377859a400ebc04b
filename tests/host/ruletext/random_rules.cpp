#include "random_rules.h"

#include <array>
#include <string>

namespace carillon::ruletext {

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return random() % n; }

template <std::size_t N>
std::string one_of(Random& random, const std::array<const char*, N>& words) {
  return words[below(random, N)];
}

std::string text(Random& random) {
  static constexpr std::array kTexts{"gold",
                                     "",
                                     "a \"b\" 'c' `d`",
                                     "back\\slash",
                                     "M\xC3\xBCnchen",
                                     "30d",
                                     "2025-01-31",
                                     "2025-01-31T10:00:00+05:30",
                                     "line\nbreak\ttab",
                                     "\x01",
                                     "AND",
                                     "10,000",
                                     "-5",
                                     "2025-1-1",
                                     "12H",
                                     "\xF0\x9F\x98\x80"};
  return one_of(random, kTexts);
}

std::string name(Random& random) {
  static constexpr std::array kNames{"city",
                                     "total_spend",
                                     "attributes.plan",
                                     "attributes.loyalty.tier",
                                     "and",
                                     "attributes.two words",
                                     "rfm.recency",
                                     "order_sum",
                                     "age",
                                     "attributes.2024",
                                     "9lives",
                                     "attributes.a-b",
                                     "visits",
                                     "t\xC3\xAFtre",
                                     "in",
                                     "x..y"};
  return one_of(random, kNames);
}

json::value number(Random& random) {
  switch (below(random, 8)) {
    case 0:
      return static_cast<std::int64_t>(below(random, 100)) - 50;
    case 1:
      return std::uint64_t{18446744073709551615U};
    case 2:
      return std::int64_t{-9223372036854775807};
    case 3:
      return static_cast<double>(below(random, 1000));
    case 4:
      return 1e300;
    case 5:
      return 1.5e-9;
    case 6:
      return 123456789.0625;
    default:
      return static_cast<double>(below(random, 100000)) / 100;
  }
}

json::value scalar(Random& random) {
  switch (below(random, 4)) {
    case 0:
      return json::value(text(random));
    case 1:
      return below(random, 2) == 0;
    default:
      return number(random);
  }
}

json::array scalars(Random& random, std::size_t n) {
  json::array out;
  while (out.size() < n) out.push_back(scalar(random));
  return out;
}

json::value anything(Random& random, int depth) {
  switch (below(random, depth > 3 ? 3 : 6)) {
    case 0:
      return nullptr;
    case 1:
    case 2:
      return scalar(random);
    case 3: {
      json::array out;
      for (std::size_t n = below(random, 4); n > 0; --n) out.push_back(anything(random, depth + 1));
      return out;
    }
    default: {
      static constexpr std::array kKeys{"within", "gt", "between", "two words", "", "null", "x"};
      json::object out;
      for (std::size_t n = below(random, 4); n > 0; --n)
        out[one_of(random, kKeys)] = anything(random, depth + 1);
      return out;
    }
  }
}

json::object compare(Random& random) {
  json::object out;
  if (below(random, 4) == 0) {
    out["between"] = scalars(random, 2);
  } else {
    static constexpr std::array kOps{"gt", "gte", "lt", "lte", "eq", "ne"};
    for (std::size_t n = 1 + below(random, 3); n > 0; --n) out[one_of(random, kOps)] = number(random);
  }
  return out;
}

json::value leaf(Random& random) {
  json::object out;
  switch (below(random, 9)) {
    case 0:
    case 1: {
      static constexpr std::array kOps{"eq",     "ne",         "gt",          "gte",          "lt",
                                       "lte",    "contains",   "starts_with", "ends_with",    "has_tag",
                                       "within", "not_within", "older_than",  "younger_than", "before",
                                       "after",  "on"};
      out = {{"op", one_of(random, kOps)}, {"value", scalar(random)}};
      if (below(random, 8) != 0) out["field"] = name(random);
      if (below(random, 6) == 0) out["timezone"] = "Asia/Kolkata";
      break;
    }
    case 2: {
      static constexpr std::array kOps{"in", "not_in", "between", "has_any_tag"};
      out = {{"field", name(random)},
             {"op", one_of(random, kOps)},
             {"value", scalars(random, below(random, 4))}};
      break;
    }
    case 3: {
      static constexpr std::array kOps{"is_set", "is_not_set"};
      out = {{"field", name(random)}, {"op", one_of(random, kOps)}};
      break;
    }
    case 4: {
      static constexpr std::array kMembers{"next", "last", "month"};
      out = {
          {"field", name(random)}, {"op", "anniversary_within"}, {one_of(random, kMembers), scalar(random)}};
      break;
    }
    case 5: {
      static constexpr std::array kOps{"order_sum", "rfm", "days_between_orders", "strange"};
      out = {{"op", one_of(random, kOps)}, {"is", compare(random)}};
      if (below(random, 2) == 0) out["score"] = below(random, 3) == 0 ? "two words" : "recency";
      if (below(random, 2) == 0) out["within"] = "90d";
      break;
    }
    case 6: {
      static constexpr std::array kOps{"top", "bottom"};
      out = {{"op", one_of(random, kOps)},
             {"field", name(random)},
             {below(random, 2) == 0 ? "count" : "percent", scalar(random)}};
      break;
    }
    case 7:
      out = {{"op", "in_segment"}, {"segment", scalar(random)}};
      break;
    default: {
      static constexpr std::array kOps{"ordered", "then", "not", "two words", "all", "nearby", "x.y"};
      static constexpr std::array kKeys{"within",    "category", "count", "first",
                                        "two words", "",         "value", "between"};
      out["op"] = one_of(random, kOps);
      for (std::size_t n = below(random, 4); n > 0; --n)
        out[one_of(random, kKeys)] =
            below(random, 3) == 0 ? json::value(compare(random)) : anything(random, 0);
      if (below(random, 2) == 0) out["field"] = name(random);
    }
  }
  return out;
}

}  // namespace

json::value random_rule(Random& random, int depth) {
  if (depth >= 5 || below(random, 3) == 0) return leaf(random);
  if (below(random, 4) == 0) return json::object{{"not", random_rule(random, depth + 1)}};
  json::array items;
  for (std::size_t n = below(random, 4); n > 0; --n) items.push_back(random_rule(random, depth + 1));
  return json::object{{below(random, 2) == 0 ? "all" : "any", std::move(items)}};
}

}  // namespace carillon::ruletext
