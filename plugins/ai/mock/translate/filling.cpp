#include "translate/filling.h"

#include <algorithm>
#include <utility>

namespace carillon::translate {
namespace {

bool bare(const Frame& frame) {
  return frame.categories.items.empty() && !frame.amount && !frame.count && !frame.windowed;
}

// "placed" + "orders of shoes"; "spent over 5000" + "in orders".
bool merge(Frame& before, Frame& frame) {
  const bool amounts =
      before.head == "spend" || before.head == "avg" || before.head == "max" || before.head == "min";
  if (!before.buys() && !amounts && before.head != "last" && before.head != "first") return false;
  if (!frame.categories.items.empty() && !before.categories.items.empty()) return false;
  if (!frame.status.empty() && !before.status.empty()) return false;
  if (!frame.categories.items.empty()) before.categories = frame.categories;
  if (!frame.status.empty()) before.status = frame.status;
  if (before.buys()) before.head = frame.head;
  before.mass = before.mass || frame.mass;
  return true;
}

}  // namespace

using Kind = Item::Kind;

bool accepts(const Frame& f, const Item& item) {
  const bool message = f.head == "message";
  const bool state = f.head == "joined" || f.head == "inactive" || f.head == "active" || f.head == "lapsed";
  switch (item.kind) {
    case Kind::kWindow:
      return true;
    case Kind::kCount:
      if (f.head == "spend" || state || f.head == "avg" || f.head == "max" || f.head == "min" ||
          f.head == "every")
        return false;
      if (item.value.word == "orders" && (message || f.head == "first" || f.head == "last")) return false;
      return true;
    case Kind::kAmount:
    case Kind::kTotal:
      return !state && !message;
    default:
      return !state && !message;
  }
}

bool filled(const Frame& f, Kind kind) {
  switch (kind) {
    case Kind::kWindow:
      return f.windowed && !f.inherited;
    case Kind::kCount:
      return f.count.has_value();
    case Kind::kAmount:
    case Kind::kTotal:
      return f.amount.has_value() || f.total.has_value();
    case Kind::kQuantity:
      return f.quantity.has_value();
    case Kind::kPrice:
      return f.price.has_value();
    default:
      return !f.categories.items.empty() && !f.lent;
  }
}

void clear(Frame& frame, Kind kind) {
  if (kind == Kind::kWindow)
    frame.window.clear(), frame.windowed = frame.lasting = false;
  else if (kind == Kind::kCount)
    frame.count.reset();
  else if (kind == Kind::kAmount || kind == Kind::kTotal)
    frame.amount.reset(), frame.total.reset();
  else if (kind == Kind::kCategory)
    frame.categories = {};
  else if (kind == Kind::kQuantity)
    frame.quantity.reset();
  else if (kind == Kind::kPrice)
    frame.price.reset();
}

bool absorb(Frame& before, Frame& frame) {
  if (frame.buys() && merge(before, frame)) return true;
  const bool edge = frame.head == "last" || frame.head == "first";
  // "placed their last order"; "made" + "more than 2 lakhs of purchases"
  const bool says_more = edge || frame.head == "message" || (frame.head == "spend" && frame.amount);
  if (before.buys() && says_more && bare(before)) {
    before = std::move(frame);
    return true;
  }
  // "spent over 5000 on their last order"
  const bool on_edge = edge && before.head == "spend" && before.amount && !before.windowed;
  const bool average = before.head == "spend" && !before.amount && frame.head == "avg";
  if (!average && !(on_edge && frame.categories.items.empty())) return false;
  before.head = frame.head;
  return true;
}

// "since March" + "until May": both hold.
bool combine(Frame& frame, const Item& item) {
  if (frame.lasting || item.value.window.kind == Window::Kind::kFor) return false;
  const auto lower = [](const std::string& name) { return name == "since" || name == "after"; };
  for (const auto& [name, value] : frame.window) {
    for (const auto& [other, text] : item.value.window.members) {
      if (!(lower(name) && (other == "before" || other == "until"))) return false;
    }
  }
  for (const auto& member : item.value.window.members) frame.window.push_back(member);
  return true;
}
bool combine_amount(Frame& frame, const Item& item) {
  if (!frame.amount || frame.amount->bare || item.value.compare.bare) return false;
  if (frame.amount->parts.size() != 1 || item.value.compare.parts.size() != 1) return false;
  const auto up = [](const std::string& op) { return op == "gt" || op == "gte"; };
  if (up(frame.amount->parts[0].first) == up(item.value.compare.parts[0].first)) return false;
  frame.amount->parts.push_back(item.value.compare.parts[0]);
  return true;
}

void keep_when_negated(Frame& copy, Item::Kind kind, bool none, std::vector<std::string>& notes) {
  const bool window = kind == Kind::kWindow, goods = kind == Kind::kCategory && !none;
  if (window || kind == Kind::kAmount || kind == Kind::kCategory) copy.count.reset();
  if (window) copy.quantity.reset();
  const bool sums = copy.head == "spend" || copy.head == "buy" || copy.head == "orders";
  if (kind == Kind::kAmount || !sums) {
    if (window && copy.head == "order" && copy.amount)
      notes.push_back("\"not\" is read as: no order of that value");
    return;
  }
  if (copy.amount && goods)
    notes.push_back("\"not\" is read as: not so much of that");
  else
    copy.amount.reset(), copy.total.reset();
}

bool counts_again(const Frame& frame, const Item& item) {
  if (item.kind != Kind::kAmount || !frame.count || frame.amount || !frame.buys()) return false;
  return std::ranges::all_of(item.value.compare.parts, [](const auto& part) {
    return !part.second.money && !part.second.scaled && part.second.units < 1'000'000 &&
           part.second.units % 10'000 == 0;
  });
}
bool combine_count(Frame& frame, const Compare& more) {
  const auto up = [](const Compare& compare) { return compare.parts[0].first.starts_with("gt"); };
  const auto one_sided = [](const Compare& compare) {
    return compare.parts.size() == 1 && compare.parts[0].first != "eq" && compare.parts[0].first != "ne";
  };
  if (!one_sided(*frame.count) || !one_sided(more) || up(*frame.count) == up(more)) return false;
  frame.count->parts.push_back(more.parts[0]);
  return true;
}

bool ceases(const Frame& frame, const Item& item) {
  if (item.kind != Kind::kWindow || frame.head != "lapsed" || frame.windowed) return false;
  return std::ranges::all_of(item.value.window.members, [](const auto& member) {
    return member.first == "within" || member.first == "since" || member.first == "after";
  });
}

std::optional<Rule> age_of(const Compare& compare) {
  std::vector<Rule> all;
  for (const auto& [op, number] : compare.parts) {
    const std::int64_t n = number.units / 10'000;
    if (number.money || number.scaled || number.units % 10'000 != 0 || n < 10 || n > 100) return std::nullopt;
    if (op == "gt")
      all.push_back(field_leaf("birth_date", "older_than", std::to_string(n)));
    else if (op == "gte")
      all.push_back(field_leaf("birth_date", "older_than", std::to_string(n - 1)));
    else if (op == "lt")
      all.push_back(field_leaf("birth_date", "younger_than", std::to_string(n)));
    else if (op == "lte")
      all.push_back(field_leaf("birth_date", "younger_than", std::to_string(n + 1)));
    else
      return std::nullopt;
  }
  return all_of(std::move(all));
}

}  // namespace carillon::translate
