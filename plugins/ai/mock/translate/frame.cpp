#include "translate/frame.h"

#include <algorithm>

#include "translate/dates.h"

namespace carillon::translate {
namespace {

constexpr std::int64_t kOne = 10'000;
constexpr std::int64_t kFewest = 100;  // below it a bare number beside "orders" counts them

using Members = std::vector<std::pair<std::string, std::string>>;

std::string compare_json(const Compare& compare) {
  if (compare.parts.size() == 2 && compare.parts[0].first == "gte" && compare.parts[1].first == "lte") {
    return "{\"between\":[" + number_text(compare.parts[0].second.units) + "," +
           number_text(compare.parts[1].second.units) + "]}";
  }
  std::string out = "{";
  for (const auto& [op, number] : compare.parts) {
    out += (out.size() > 1 ? "," : "") + json_text(op) + ":" + number_text(number.units);
  }
  return out + "}";
}

Rule field_compare(std::string_view field, const Compare& compare) {
  if (compare.parts.size() == 2 && compare.parts[0].first == "gte" && compare.parts[1].first == "lte") {
    return field_leaf(field, "between",
                      "[" + number_text(compare.parts[0].second.units) + "," +
                          number_text(compare.parts[1].second.units) + "]");
  }
  std::vector<Rule> all;
  for (const auto& [op, number] : compare.parts)
    all.push_back(field_leaf(field, op, number_text(number.units)));
  return all_of(std::move(all));
}

Compare compare_of(std::string op, std::int64_t n) {
  Compare out;
  Number number;
  number.units = n * kOne;
  out.parts.emplace_back(std::move(op), number);
  return out;
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

// The other of singular and plural.
std::string other_form(const std::string& word) {
  const auto ends = [&](std::string_view end) { return word.size() > end.size() + 1 && word.ends_with(end); };
  if (ends("ies")) return word.substr(0, word.size() - 3) + "y";
  if (ends("shes") || ends("ches") || ends("xes") || ends("sses")) return word.substr(0, word.size() - 2);
  if (ends("ss")) return word + "es";
  if (ends("s")) return word.substr(0, word.size() - 1);
  if (ends("sh") || ends("ch") || ends("x")) return word + "es";
  if (ends("y") && std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos) {
    return word.substr(0, word.size() - 1) + "ies";
  }
  return word + "s";
}

// The names under which the shop may keep the category.
std::vector<std::string> category_names(const std::string& name, const Shop& shop) {
  const std::string folded = lower_case(name);
  if (shop.categories.contains(folded)) return {folded};
  if (shop.categories.contains(other_form(folded))) return {other_form(folded)};
  return {name, other_form(folded)};
}

void add_categories(Members& members, const std::vector<std::string>& names, const Shop& shop) {
  std::vector<std::string> all;
  for (const auto& name : names) {
    for (auto& each : category_names(name, shop)) all.push_back(std::move(each));
  }
  if (all.size() == 1) members.emplace_back("category", json_text(all[0]));
  if (all.size() > 1) members.emplace_back("category", json_list(all));
}

Members filter(const Frame& frame, const std::vector<std::string>& categories, const Shop& shop) {
  Members out;
  for (const auto& [name, value] : frame.window) out.emplace_back(name, json_text(value));
  add_categories(out, categories, shop);
  std::string item;
  if (frame.quantity) item += "\"quantity\":" + compare_json(*frame.quantity);
  if (frame.price) item += (item.empty() ? "" : ",") + std::string("\"price\":") + compare_json(*frame.price);
  if (!item.empty()) out.emplace_back("item", "{" + item + "}");
  if (frame.amount) out.emplace_back("amount", compare_json(*frame.amount));
  if (!frame.status.empty()) out.emplace_back("status", json_text(frame.status));
  return out;
}

Rule order_leaf(std::string_view op, Members members) {
  members.insert(members.begin(), {"op", json_text(op)});
  return leaf(std::move(members));
}

bool unfiltered(const Frame& f) {
  return f.window.empty() && f.categories.items.empty() && !f.amount && !f.quantity && !f.price &&
         f.status.empty();
}

// One leaf for each category that is asked for, or one for any of them.
template <class Make>
Rule per_category(const Frame& frame, const Make& make) {
  if (!frame.categories.all || frame.categories.items.size() < 2) return make(frame.categories.items);
  std::vector<Rule> all;
  for (const auto& name : frame.categories.items) all.push_back(make({name}));
  return all_of(std::move(all));
}

Lowered lower_buy(Frame frame, bool negated, const Shop& shop) {
  // "a single order over 5000" asks for such an order, not that there is no other.
  if (frame.count && frame.count->bare && frame.amount && frame.count->parts[0].second.units == kOne) {
    frame.count.reset();
    frame.head = "order";
  }  // "bought more than 5" counts; "orders above 5000" looks at their amount.
  if (frame.amount && !frame.count && (!frame.each || frame.head == "buy") && !frame.amount->money()) {
    const bool small = std::ranges::all_of(frame.amount->parts, [](const auto& part) {
      return part.second.units < kFewest * kOne && part.second.units % kOne == 0;
    });
    if (small && frame.head == "orders")
      frame.count = std::exchange(frame.amount, std::nullopt);
    else if (small)
      return "it is not clear of what \"" + number_text(frame.amount->parts[0].second.units) +
             "\" is the number";
  }
  if (frame.amount && frame.amount->bare && frame.head != "order")
    return "say whether the amount is at least, at most or exactly that";
  // "purchased for over 20k" is what was spent; "an order over 20k" is one order.
  const bool spent =
      (frame.head == "buy" || frame.mass) && frame.amount && !frame.count && !frame.each && !frame.price;
  if (frame.total || spent) {
    if (frame.total) frame.amount = std::exchange(frame.total, std::nullopt);
    frame.head = "spend";
    return lower(frame, negated, shop);
  }
  if (negated && frame.categories.both && frame.categories.items.size() > 1) {
    Lowered both = lower_buy(std::move(frame), false, shop);
    if (auto* rule = std::get_if<Rule>(&both)) return negation(std::move(*rule));
    return both;
  }
  if (negated && frame.categories.items.size() > 1) frame.categories.all = false;
  const auto made = [&](Rule rule) -> Lowered {
    return negated ? negation(std::move(rule)) : std::move(rule);
  };
  if (frame.count) {
    if (unfiltered(frame)) return made(field_compare("order_count", *frame.count));
    return made(per_category(frame, [&](const std::vector<std::string>& names) {
      Members members = filter(frame, names, shop);
      members.emplace_back("count", compare_json(*frame.count));
      return order_leaf("ordered", std::move(members));
    }));
  }
  if (unfiltered(frame)) {
    return negated ? field_compare("order_count", compare_of("eq", 0))
                   : field_compare("order_count", compare_of("gte", 1));
  }
  return per_category(frame, [&](const std::vector<std::string>& names) {
    return order_leaf(negated ? "not_ordered" : "ordered", filter(frame, names, shop));
  });
}

Lowered lower_spend(Frame frame, bool negated, const Shop& shop) {
  if (frame.total) frame.amount = std::exchange(frame.total, std::nullopt);
  if (!frame.amount) {
    if (!negated) return "it is not said how much was spent";
    frame.head = "orders";
    return lower_buy(std::move(frame), true, shop);
  }
  if (frame.count) return "an amount and a number of orders are mixed";
  if (frame.each) {
    frame.head = "order";
    return lower_buy(std::move(frame), negated, shop);
  }
  if (frame.amount->bare && frame.amount->parts[0].second.units != 0) frame.amount->parts[0].first = "gte";
  const auto made = [&](Rule rule) -> Lowered {
    return negated ? negation(std::move(rule)) : std::move(rule);
  };
  Frame others = frame;
  others.amount.reset();
  if (unfiltered(others)) return made(field_compare("total_spend", *frame.amount));
  return made(per_category(others, [&](const std::vector<std::string>& names) {
    Members members = filter(others, names, shop);
    members.insert(members.begin(), {"is", compare_json(*frame.amount)});
    return order_leaf("order_sum", std::move(members));
  }));
}

Lowered lower_figure(Frame frame, bool negated, const Shop& shop) {
  if (frame.total) frame.amount = std::exchange(frame.total, std::nullopt);
  if (frame.head == "every") {  // all are above what the smallest is above
    if (!frame.amount || frame.amount->parts.size() != 1 || frame.amount->parts[0].first == "eq" ||
        frame.amount->parts[0].first == "ne")
      return "it is not clear what all of the orders are";
    frame.head = frame.amount->parts[0].first.starts_with("gt") ? "min" : "max";
  }
  if (!frame.amount || frame.count) return "it is not said with what the orders' value is compared";
  if (frame.amount->bare) return "say whether the value is at least, at most or exactly that";
  Frame others = frame;
  others.amount.reset();
  const auto made = [&](Rule rule) -> Lowered {
    return negated ? negation(std::move(rule)) : std::move(rule);
  };
  if (frame.head == "avg" && unfiltered(others)) return made(field_compare("avg_order_value", *frame.amount));
  Members members = filter(others, frame.categories.items, shop);
  members.insert(members.begin(), {"is", compare_json(*frame.amount)});
  return made(order_leaf("order_" + frame.head, std::move(members)));
}

Lowered lower_end(Frame frame, bool negated, const Shop& shop) {
  if (frame.total) frame.amount = std::exchange(frame.total, std::nullopt);
  if (frame.count) return "a first or last order is one order; a number of them was asked for";
  if (unfiltered(frame)) return "it is not said what the " + frame.head + " order was";
  if (frame.amount && frame.amount->bare)
    return "say whether the amount is at least, at most or exactly that";
  if (frame.lasting) {  // "last order over 90 days"
    for (auto& [name, value] : frame.window) {
      if (name == "within" && frame.lasting_op != "lt" && frame.lasting_op != "lte") name = "older_than";
    }
  }
  Rule rule = order_leaf(frame.head + "_order", filter(frame, frame.categories.items, shop));
  return negated ? negation(std::move(rule)) : rule;
}

Lowered lower_joined(const Frame& frame, bool negated) {
  if (!frame.windowed) return "it is not said when they joined";
  if (frame.amount || frame.count || !frame.categories.items.empty())
    return "joining has a time and nothing else";
  std::vector<Rule> all;
  const auto day = [](const std::string& text) {
    return day_number(std::stoi(text.substr(0, 4)), static_cast<unsigned>(std::stoi(text.substr(5, 2))),
                      static_cast<unsigned>(std::stoi(text.substr(8, 2))));
  };
  for (const auto& [name, value] : frame.window) {
    if (name == "since")
      all.push_back(field_leaf("created_at", "after", json_text(day_text(day(value) - 1))));
    else if (name == "until")
      all.push_back(field_leaf("created_at", "before", json_text(day_text(day(value) + 1))));
    else if (name == "within" && frame.lasting && frame.lasting_op != "lt" && frame.lasting_op != "lte")
      all.push_back(field_leaf("created_at", "older_than", json_text(value)));
    else
      all.push_back(field_leaf("created_at", name, json_text(value)));
  }
  Rule rule = all_of(std::move(all));
  return negated ? negation(std::move(rule)) : rule;
}

// Inactive since, lapsed since: no order in the window.
Lowered lower_absent(Frame frame, bool negated, const Shop& shop) {
  if (!frame.windowed) return "it is not said since when; write for example \"inactive for 90 days\"";
  if (frame.amount || frame.count) return "being " + frame.head + " has a time and nothing else";
  const bool span = std::ranges::any_of(frame.window, [](const auto& m) { return m.first == "older_than"; });
  if (span && frame.window.size() > 1)
    return "it is not clear when the last order was; write for example \"last order 3 to 6 months ago\"";
  for (auto& [name, value] : frame.window) {
    if (name == "older_than") name = "within";
  }
  const bool lapsed = frame.head == "lapsed";
  const bool open_ended = std::ranges::all_of(frame.window, [](const auto& member) {
    return member.first == "within" || member.first == "since" || member.first == "after";
  });
  if (lapsed && !open_ended)
    return "it is not clear when the last order was; write for example \"last order in 2025\"";
  frame.head = "buy";
  Frame ever = frame;
  ever.window.clear();
  ever.windowed = ever.lasting = false;
  Lowered absent = lower_buy(frame, true, shop);
  if (!lapsed || !std::holds_alternative<Rule>(absent)) {
    return negated ? lower_buy(frame, false, shop) : absent;
  }
  // "used to buy shoes": those shoes.
  Rule once = field_compare("order_count", compare_of("gte", 1));
  if (!frame.categories.items.empty()) {
    Lowered bought = lower_buy(std::move(ever), false, shop);
    if (!std::holds_alternative<Rule>(bought)) return bought;
    once = std::get<Rule>(std::move(bought));
  }
  Rule rule = all_of({std::move(once), std::get<Rule>(std::move(absent))});
  return negated ? negation(std::move(rule)) : rule;
}

Lowered lower_message(const Frame& frame, bool negated) {
  if (frame.amount || !frame.categories.items.empty()) return "messages have no amounts and no goods";
  Members members{{"op", json_text("messaged")}};
  for (const auto& [name, value] : frame.message) {
    if (name != "outcome" || value != "sent") members.emplace_back(name, json_text(value));
  }
  for (const auto& [name, value] : frame.window) members.emplace_back(name, json_text(value));
  if (frame.count) members.emplace_back("count", compare_json(*frame.count));
  Rule rule = leaf(std::move(members));
  return negated ? negation(std::move(rule)) : rule;
}

}  // namespace

Lowered lower(const Frame& frame, bool negated, const Shop& shop) {
  if (frame.neither) {
    if (negated && frame.categories.items.empty())
      return std::string("two negations: it is not clear whether anything was bought");
    Frame plain = frame;
    plain.neither = false;
    return lower(plain, !negated, shop);
  }
  if (frame.again) {
    if (!negated || !frame.windowed)
      return std::string("it is not clear how many orders are meant: write for example \"2 or more orders\"");
    Frame plain = frame;
    plain.again = false;
    Lowered absent = lower(plain, true, shop);
    if (!std::holds_alternative<Rule>(absent)) return absent;
    return all_of({field_compare("order_count", compare_of("gte", 1)), std::get<Rule>(std::move(absent))});
  }
  for (const auto* compare : {&frame.amount, &frame.total, &frame.count, &frame.quantity, &frame.price}) {
    if (*compare && (*compare)->approximate)
      return std::string("\"about\" has no border: say at least, at most or between");
  }
  if (frame.buys() && frame.before && unfiltered(frame) && !frame.count) {
    return field_compare("order_count", compare_of(negated ? "eq" : "gte", negated ? 0 : 1));
  }
  if (frame.lasting && frame.buys() && !negated) {
    return std::string("it is not clear what was bought for so long");
  }
  if (frame.buys()) return lower_buy(frame, negated, shop);
  if (frame.head == "spend") return lower_spend(frame, negated, shop);
  if (frame.head == "avg" || frame.head == "max" || frame.head == "min" || frame.head == "every")
    return lower_figure(frame, negated, shop);
  if (frame.head == "first" || frame.head == "last") return lower_end(frame, negated, shop);
  if (frame.head == "joined") return lower_joined(frame, negated);
  if (frame.head == "active") {
    if (!frame.windowed) return std::string("it is not said since when they have been active");
    Frame buys = frame;
    buys.head = "buy";
    return lower_buy(std::move(buys), negated, shop);
  }
  if (frame.head == "inactive" || frame.head == "lapsed") return lower_absent(frame, negated, shop);
  return lower_message(frame, negated);
}

Lowered lower_sequence(const Frame& first, const Frame& later, const Shop& shop) {
  if (!first.buys() || !later.buys() || first.count || later.count || unfiltered(first) ||
      unfiltered(later)) {
    return std::string("it is not clear what came after what");
  }
  const auto object = [&](const Frame& frame) {
    return leaf(filter(frame, frame.categories.items, shop)).json();
  };
  return leaf({{"op", json_text("then")}, {"first", object(first)}, {"later", object(later)}});
}

}  // namespace carillon::translate
