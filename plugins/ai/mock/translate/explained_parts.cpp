#include "translate/explained_parts.h"

#include <algorithm>

namespace carillon::translate {
namespace {

constexpr Worded kPeriods[] = {{" today", "today"},
                               {" yesterday", "yesterday"},
                               {" this week", "this_week"},
                               {" last week", "last_week"},
                               {" this month", "this_month"},
                               {" last month", "last_month"},
                               {" this quarter", "this_quarter"},
                               {" last quarter", "last_quarter"},
                               {" this year", "this_year"},
                               {" last year", "last_year"}};

bool has(const Members& members, std::string_view name) {
  return std::ranges::find(members, name, &Members::value_type::first) != members.end();
}

}  // namespace

std::string object_of(const Members& members) {
  std::string out = "{";
  for (const auto& [name, value] : members)
    out += (out.size() > 1 ? "," : "") + json_text(name) + ":" + value;
  return out + "}";
}
std::string list_of(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const auto& value : values) out += (out.size() > 1 ? "," : "") + value;
  return out + "]";
}
Rule operation(std::string_view op, Members members) {
  members.insert(members.begin(), {"op", json_text(op)});
  return leaf(std::move(members));
}

// "more than 1, less than 5 and not 3" as {"gt":1,"lt":5,"ne":3}
std::optional<std::string> ExplainedParts::compare() {
  Members out;
  while (true) {
    const bool more = in_.attempt([&] {
      if (!out.empty() && !in_.eat(", ") && !in_.eat(" and ")) return false;
      return compare_part(out);
    });
    if (!more) break;
  }
  if (out.empty()) return std::nullopt;
  return object_of(out);
}
bool ExplainedParts::compare_part(Members& out) {
  if (in_.eat("between ")) {
    const auto low = in_.number();
    if (!low || !in_.eat(" and ")) return false;
    const auto high = in_.number();
    if (!high) return false;
    if (has(out, "gte") || has(out, "lte")) {
      out.emplace_back("between", "[" + *low + "," + *high + "]");
    } else {
      out.emplace_back("gte", *low);
      out.emplace_back("lte", *high);
    }
    return true;
  }
  for (const auto& [words, op] : kCompares) {
    if (!in_.eat(words)) continue;
    const auto n = in_.number();
    if (!n || has(out, op)) return false;
    out.emplace_back(op, *n);
    return true;
  }
  return false;
}

void ExplainedParts::window(Members& out) {
  const auto length = [&](std::string_view before, std::string_view after, std::string_view name) {
    const auto n = in_.attempt([&]() -> std::optional<std::string> {
      if (!in_.eat(before)) return std::nullopt;
      auto read = in_.length();
      return read && in_.eat(after) ? read : std::nullopt;
    });
    if (n) out.emplace_back(name, json_text(*n));
  };
  length(" in the last ", "", "within");
  length(" more than ", " ago", "older_than");
  for (const std::string name : {"since", "until", "before", "after", "on"}) {
    const auto when = in_.attempt(
        [&]() { return in_.eat(" " + name + " ") ? in_.moment() : std::optional<std::string>{}; });
    if (when) out.emplace_back(name, json_text(*when));
  }
  for (const auto& [words, name] : kPeriods) {
    if (!in_.eat(words)) continue;
    out.emplace_back("period", json_text(name));
    return;
  }
}

// What orders are spoken of; false: it began and did not end.
bool ExplainedParts::which(Members& out, std::string_view of) {
  window(out);
  if (in_.eat(" " + std::string(of) + "an item") && !item(out)) return false;
  if (!in_.rest().starts_with(", in a")) return true;
  if (in_.eat(", in an order")) return amount(out);
  if (!in_.eat(", in a ")) return false;
  std::vector<std::string> statuses;
  do {
    const auto status = word();
    if (!status) return false;
    statuses.push_back(json_text(*status));
  } while (in_.eat(", ") || in_.eat(" or "));
  if (!in_.eat(" order")) return false;
  out.emplace_back("status", list_of(statuses));
  if (in_.rest().starts_with(" of ")) return amount(out);
  return true;
}
std::optional<std::string> ExplainedParts::word() {
  for (const char* status : {"pending", "completed", "cancelled", "refunded"}) {
    if (in_.eat(status)) return status;
  }
  return std::nullopt;
}
bool ExplainedParts::amount(Members& out) {
  if (!in_.eat(" of ")) return false;
  const auto is = compare();
  if (is) out.emplace_back("amount", *is);
  return is.has_value();
}
bool ExplainedParts::item(Members& out) {
  if (in_.eat(" of category ")) {
    const auto names = in_.values();
    if (names.empty()) return false;
    out.emplace_back("category", list_of(names));
  }
  Members of_item;
  std::string_view before = " with ";
  while (true) {
    const bool more = in_.attempt([&] {
      if (before == " with " ? !in_.eat(before) : !in_.eat(", ") && !in_.eat(" and ")) return false;
      return item_part(out, of_item);
    });
    if (!more) break;
    before = ", ";
  }
  if (!of_item.empty()) out.emplace_back("item", object_of(of_item));
  return true;
}
bool ExplainedParts::item_part(Members& out, Members& of_item) {
  if (in_.eat("SKU ")) {
    const auto names = in_.values();
    if (names.empty()) return false;
    out.emplace_back("sku", list_of(names));
    return true;
  }
  for (const std::string name : {"quantity", "price"}) {
    if (!in_.eat("a " + name + " of ")) continue;
    const auto is = compare();
    if (is) of_item.emplace_back(name, *is);
    return is.has_value();
  }
  return false;
}

}  // namespace carillon::translate
