#include "random_shop_rule.h"

namespace carillon::audience::testing {

namespace {

using Texts = std::vector<std::string>;

json::value one_or_some(Chance& chance, const Texts& from) {
  if (chance.one_in(2)) return json::value(chance.pick(from));
  return json::array{chance.pick(from), chance.pick(from)};
}

json::object compare(Chance& chance, const Texts& numbers) {
  const auto number = [&]() -> json::value {
    const std::string& text = chance.pick(numbers);
    return chance.one_in(4) ? json::value(text) : json::parse(text);
  };
  if (chance.one_in(5)) return {{"between", json::array{number(), number()}}};
  json::object out{{chance.pick(Texts{"gt", "gte", "lt", "lte", "eq", "ne"}), number()}};
  if (chance.one_in(4)) out[chance.pick(Texts{"gt", "lt", "ne"})] = number();
  return out;
}

json::object count(Chance& chance) { return compare(chance, {"0", "1", "2", "1.5"}); }
json::object money(Chance& chance) {
  return compare(chance, {"0", "0.1", "9.9999", "100", "500.5", "1000.0001"});
}

void add_window(Chance& chance, json::object& leaf) {
  static const Texts kLengths = {"1h", "24h", "7d", "30d", "1mo", "3mo", "1y"};
  static const Texts kMoments = {"2025-11-21", "2025-11-20", "2025-10-22", "2025-11-21T09:00:00Z",
                                 "2025-10-22T15:30:00+05:30"};
  static const Texts kPeriods = {"today",      "yesterday",    "this_week",    "last_week", "this_month",
                                 "last_month", "this_quarter", "last_quarter", "this_year", "last_year"};
  switch (chance.below(8)) {
    case 0:
    case 1:
      leaf["within"] = chance.pick(kLengths);
      break;
    case 2:
      leaf["older_than"] = chance.pick(kLengths);
      break;
    case 3:
      leaf[chance.pick(Texts{"since", "until", "before", "after"})] = chance.pick(kMoments);
      break;
    case 4:
      leaf["period"] = chance.pick(kPeriods);
      break;
    case 5:
      leaf["on"] = chance.pick(Texts{"2025-11-21", "2025-11-20"});
      break;
    default:
      break;
  }
  if (chance.one_in(6)) leaf["since"] = chance.pick(kMoments);
}

void add_orders(Chance& chance, json::object& leaf) {
  add_window(chance, leaf);
  if (chance.one_in(3)) leaf["category"] = one_or_some(chance, {"shoes", "BOOTS", "münchen", "hats"});
  if (chance.one_in(5)) leaf["sku"] = one_or_some(chance, {"A-1", "b%2"});
  if (chance.one_in(5)) {
    json::object item;
    if (chance.one_in(2)) item["quantity"] = count(chance);
    item["price"] = money(chance);
    leaf["item"] = item;
  }
  if (chance.one_in(4)) leaf["amount"] = money(chance);
  if (chance.one_in(3))
    leaf["status"] = one_or_some(chance, {"pending", "completed", "cancelled", "refunded"});
}

json::object order_leaf(Chance& chance) {
  static const Texts kOps = {"ordered",    "ordered",   "not_ordered", "order_sum",
                             "order_avg",  "order_max", "order_min",   "first_order",
                             "last_order", "then",      "spend_ratio", "days_between_orders"};
  const std::string op = chance.pick(kOps);
  json::object leaf{{"op", op}};
  if (op == "then") {
    json::object first;
    json::object later;
    add_orders(chance, first);
    add_orders(chance, later);
    leaf["first"] = first;
    leaf["later"] = later;
    return leaf;
  }
  if (op == "spend_ratio") {
    leaf["within"] = chance.pick(Texts{"7d", "30d", "1mo"});
    leaf["before_that"] = chance.pick(Texts{"30d", "90d"});
    leaf["is"] = compare(chance, {"0", "0.5", "1", "1.3333", "100"});
    return leaf;
  }
  if (op == "days_between_orders") {
    leaf["is"] = compare(chance, {"0", "1", "15.5", "30", "100.25"});
    return leaf;
  }
  add_orders(chance, leaf);
  if (op == "ordered" && chance.one_in(2)) leaf["count"] = count(chance);
  if (op.starts_with("order_")) leaf["is"] = money(chance);
  return leaf;
}

json::object message_leaf(Chance& chance) {
  const std::string op = chance.pick(Texts{"messaged", "not_messaged", "messages_count"});
  json::object leaf{{"op", op}};
  add_window(chance, leaf);
  if (chance.one_in(2))
    leaf["outcome"] = chance.pick(Texts{"sent", "delivered", "opened", "clicked", "failed", "skipped"});
  if (chance.one_in(3)) leaf["campaign"] = chance.pick(Texts{"1", "2", "99"});
  if (chance.one_in(3)) leaf["channel"] = chance.pick(Texts{"email", "sms", "Email"});
  if (op == "messages_count") leaf["is"] = count(chance);
  if (op == "messaged" && chance.one_in(2)) leaf["count"] = count(chance);
  return leaf;
}

json::object rank_leaf(Chance& chance) {
  if (chance.one_in(3)) {
    return {{"op", "rfm"},
            {"score", chance.pick(Texts{"recency", "frequency", "monetary"})},
            {"is", compare(chance, {"0", "1", "2", "3.5", "4", "5"})}};
  }
  json::object leaf{{"op", chance.pick(Texts{"top", "bottom"})},
                    {"field", chance.pick(Texts{"total_spend", "spend", "order_count", "avg_order_value",
                                                "last_order_at", "first_order_at", "created_at"})}};
  if (chance.one_in(2)) {
    leaf["count"] = chance.pick(std::vector<int>{1, 10, 37, 100'000});
  } else {
    leaf["percent"] = json::parse(chance.pick(Texts{"0.5", "10", "33.3333", "75", "100"}));
  }
  return leaf;
}

}  // namespace

json::value random_shop_rule(Chance& chance, int depth) {
  if (depth > 0 && !chance.one_in(3)) {
    if (chance.one_in(3)) return json::object{{"not", random_shop_rule(chance, depth - 1)}};
    json::array parts;
    for (std::size_t n = 1 + chance.below(3); n > 0; --n)
      parts.push_back(random_shop_rule(chance, depth - 1));
    return json::object{{chance.one_in(2) ? "all" : "any", std::move(parts)}};
  }
  switch (chance.below(8)) {
    case 0:
      return random_rule(chance, 0);
    case 1:
    case 2:
      return message_leaf(chance);
    case 3:
    case 4:
      return rank_leaf(chance);
    default:
      return order_leaf(chance);
  }
}

}  // namespace carillon::audience::testing
