#include <algorithm>

#include "translate/assembler.h"
#include "translate/filling.h"
#include "translate/windows.h"

namespace carillon::translate {

void Assembler::window(Frame& frame, const Item& item) {
  if (!set_window(frame, item.value, s_.today)) {
    refuse("\"" + words(item) +
           "\" may be a day, a month or all that lies before: say more than or less than");
  }
}

bool Assembler::counts_beside_or(const Item& item) const {
  const auto& parts = item.value.compare.parts;
  const bool small =
      std::ranges::all_of(parts, [](const auto& part) { return part.second.units < 1'000'000; });
  return small && (s_.is(item.to, "or") || (item.from > 0 && s_.is(item.from - 1, "or")));
}

bool Assembler::stands_apart(const Item& item) const {
  const auto joint = [this](std::size_t at) { return s_.is(at, "and") || s_.is(at, ",") || s_.is(at, "&"); };
  return (item.from > 0 && joint(item.from - 1)) || joint(item.to);
}

void Assembler::fill(Frame& frame, const Item& item) {
  const Value& value = item.value;
  switch (item.kind) {
    case Kind::kWindow:
      window(frame, item);
      // "shoes but not bags in May": the window is of both.
      if (origin_ != kNone && !out_.frames[origin_].windowed && !out_.frames[origin_].before &&
          &out_.frames[origin_] != &frame)
        window(out_.frames[origin_], item);
      break;
    case Kind::kCount:
      frame.count = value.compare;
      break;
    case Kind::kAmount:
      frame.amount = value.compare;
      if (frame.count && frame.buys() && counts_beside_or(item))
        refuse("it is not clear of what \"" + words(item) + "\" is the number");
      if (frame.count && frame.buys() && frame.count->parts[0].first == "eq" && item.from > 0 &&
          s_.is(item.from - 1, ",") && !frame.each && !s_.is(item.to, "each") && !s_.is(item.to, "apiece"))
        refuse("it is not clear whether \"" + words(item) +
               "\" is said of an order or of all that was spent");
      if (frame.count && frame.buys() && stands_apart(item))
        out_.notes.push_back("\"" + words(item) + "\" is read as of the orders that are counted");
      break;
    case Kind::kTotal:
      frame.total = value.compare;
      break;
    case Kind::kQuantity:
      frame.quantity = value.compare;
      break;
    case Kind::kPrice:
      frame.price = value.compare;
      break;
    default:
      frame.categories = value.names;
      frame.lent = false;
      break;
  }
  if (item.kind == Kind::kQuantity && !value.names.items.empty()) frame.categories = value.names;
}

bool Assembler::none_follows() const {
  for (std::size_t i = 0; i < trailing_links(); ++i) {
    const Unit& unit = out_.units[out_.units.size() - 1 - i];
    const std::string word = unit.to > unit.from ? s_.tokens[unit.to - 1].text : "";
    if (unit.word == "not" && (word == "none" || word == "nothing" || word == "zero" || word == "no"))
      return true;
  }
  return false;
}

void Assembler::count_again(Item item) {
  item.kind = Kind::kCount;
  if (trailing("not") || trailing("or")) {
    repeat(item, Kind::kCount);
  } else if (combine_count(*current(), item.value.compare)) {
    drop_trailing_links();
  } else {
    refuse("it is not clear of what \"" + words(item) + "\" is the number");
  }
}

void Assembler::repeat(const Item& item, Kind kind) {
  Frame copy = *current();
  const std::size_t origin = current_;
  // "ordered twice in May or placed 4 orders": a verb of its own, which may be of any time.
  const bool narrowed = copy.amount || copy.windowed || !copy.categories.items.empty();
  const bool own_verb = item.from > 0 && (!s_.is(item.from - 1, "or") || s_.is(item.from, "placed") ||
                                          s_.is(item.from, "made") || s_.is(item.from, "have"));
  const bool own_count = kind == Kind::kCount && trailing("or") && own_verb;
  if (own_count && narrowed)
    out_.notes.push_back("\"" + words(item) + "\" is read as of the orders that were spoken of");
  if (kind == Kind::kCategory && !trailing("not") && copy.categories.items.size() > 1 &&
      copy.categories.all != trailing("and"))
    refuse("it is not clear how \"and\" and \"or\" go together among the goods");
  clear(copy, kind);
  if (trailing("not")) {
    keep_when_negated(copy, kind, none_follows(), out_.notes);
  } else if (kind == Kind::kCategory && copy.count) {
    copy.count.reset();
    out_.notes.push_back("the number of times is read as of the first only");
  }
  if (kind == Kind::kWindow && copy.count && trailing("or"))
    out_.notes.emplace_back("the number of times is read as of each of the times that \"or\" joins");
  copy.before = false;
  copy.inherited = kind != Kind::kWindow && copy.windowed;
  copy.lent = kind == Kind::kAmount && !trailing("not") && !copy.categories.items.empty();
  Frame& made = start(std::move(copy), item, true);
  origin_ = kind != Kind::kWindow && !own_count ? origin : kNone;
  Item plain = item;
  plain.kind = kind;
  fill(made, plain);
}

bool Assembler::one_time(const Item& item) {
  Frame& frame = *current();
  if (item.kind != Kind::kWindow || trailing("not") || trailing("or") || trailing("neither")) return false;
  if (frame.window.size() != 1 || item.value.window.members.size() != 1) return false;
  auto from = frame.window.front(), to = item.value.window.members.front();
  const auto begins = [](const std::string& name) { return name == "since" || name == "after"; };
  const auto ends = [](const std::string& name) { return name == "before" || name == "until"; };
  if (ends(from.first)) std::swap(from, to);
  if (!begins(from.first) || !ends(to.first) || from.second >= to.second) return false;
  drop_trailing_links();
  frame.window = {from, to};
  return true;
}

bool Assembler::neither_time(const Item& item) {
  Frame* frame = current();
  if (item.kind != Kind::kWindow || frame == nullptr || !frame->buys()) return false;
  const auto n = out_.units.size();
  if (frame->windowed || trailing_links() != 1 || !trailing("neither") || n < 2) return false;
  if (out_.units[n - 2].kind != Unit::Kind::kFrame) return false;
  std::swap(out_.units[n - 2], out_.units[n - 1]);
  out_.units[n - 2].word = "not";
  fill(*frame, item);
  return true;
}

void Assembler::modifier(const Item& item) {
  Frame* frame = current();
  if (item.kind == Kind::kNotCategory) {
    if (frame == nullptr || frame->categories.items.empty() || breaks()) {
      out_.unused.push_back(words(item));
      return;
    }
    link("but", item);
    link("not", item);
    repeat(item, Kind::kCategory);
    return;
  }
  if (item.kind == Kind::kWindow && (since_when(item) || neither_time(item))) return;
  if (item.kind == Kind::kAmount && says_age_in_list(item) && age_alone(item)) return;
  if (item.kind == Kind::kAmount && trailing_links() > 0 && before_its_verb(item)) {
    pending_.push_back(&item);
    return;
  }
  const bool afterwards = item.kind == Kind::kCategory && trailing("then");
  if (afterwards && frame != nullptr && frame->buys() && !frame->categories.items.empty()) {
    repeat(item, item.kind);
    origin_ = kNone;
    return;
  }
  const bool usable = frame != nullptr && !breaks() && accepts(*frame, item);
  if (usable && joins() && counts_again(*frame, item)) {
    count_again(item);
    return;
  }
  // "used to buy, but not in the last 90 days"
  if (usable && trailing("not") && ceases(*frame, item)) {
    drop_trailing_links();
    fill(*frame, item);
    return;
  }
  // "last order not in the last 60 days": before that.
  if (usable && trailing("not") && trailing_links() == 1 && item.kind == Kind::kWindow &&
      set_other_side(*frame, item.value, s_.today)) {
    out_.units.pop_back();
    return;
  }
  const bool counts_orders = item.kind == Kind::kCount && item.value.word == "orders";
  if (usable && counts_orders && joins() && !(filled(*frame, item.kind) && trailing("or"))) {
    own_orders(item);
    return;
  }
  if (usable && !filled(*frame, item.kind)) {
    if (trailing("not")) {
      repeat(item, item.kind);
      return;
    }
    if (trailing("or")) {
      out_.unused.push_back(words(item));
      return;
    }
    // A window after a comma belongs to what comes, when something does.
    drop_trailing_links();
    fill(*frame, item);
    return;
  }
  if (usable && joins() && one_time(item)) return;
  if (usable && (joins() || (trailing("nor") && item.kind == Kind::kWindow))) {
    repeat(item, item.kind);
    return;
  }
  if (usable && item.kind == Kind::kWindow && combine(*frame, item)) return;
  if (usable && item.kind == Kind::kAmount && combine_amount(*frame, item)) return;
  if (counts_orders) {
    own_orders(item);
    return;
  }
  if (item.kind == Kind::kAmount && frame == nullptr && says_age(item) && age_alone(item)) return;
  pending_.push_back(&item);
}

}  // namespace carillon::translate
