#include "translate/units.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "translate/dates.h"
#include "translate/filling.h"
#include "translate/settle.h"
#include "translate/windows.h"

namespace carillon::translate {
namespace {

using Kind = Item::Kind;

class Assembler {
 public:
  Assembler(const Sentence& sentence, const std::vector<Item>& items) : s_(sentence), items_(items) {}

  Assembly run() {
    for (const Item& item : items_) {
      if (out_.refusal.empty()) take(item);
    }
    if (out_.refusal.empty()) finish();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::string words(const Item& item) const { return s_.slice(item.from, item.to); }
  void refuse(std::string why) {
    if (out_.refusal.empty()) out_.refusal = std::move(why);
  }

  // "or have spent", "or are from": the verb of a clause of its own. "or not opted in" has its own "not".
  bool own_clause(const Item& item) const {
    static constexpr std::string_view kVerbs[] = {"have", "has", "had", "are",  "is",
                                                  "were", "was", "did", "live", "lives"};
    const auto verb_at = [this](std::size_t at) {
      return std::ranges::any_of(kVerbs, [&](std::string_view verb) { return s_.is(at, verb); });
    };
    return verb_at(item.from) || (item.from > 0 && verb_at(item.from - 1)) || s_.is(item.from, "not");
  }

  Unit& push(Unit::Kind kind, const Item& item) {
    Unit unit;
    unit.own_clause = own_clause(item);
    unit.kind = kind;
    unit.word = item.value.word;
    unit.from = item.from;
    unit.to = item.to;
    return out_.units.emplace_back(std::move(unit));
  }

  Frame* current() { return current_ == kNone ? nullptr : &out_.frames[current_]; }

  // The links since the last condition or frame.
  std::size_t trailing_links() const {
    std::size_t n = 0;
    while (n < out_.units.size() && out_.units[out_.units.size() - 1 - n].kind == Unit::Kind::kLink) ++n;
    return n;
  }
  bool trailing(std::string_view word) const {
    for (std::size_t i = 0; i < trailing_links(); ++i) {
      if (out_.units[out_.units.size() - 1 - i].word == word) return true;
    }
    return false;
  }
  bool joins() const {
    return trailing("and") || trailing("or") || trailing("comma") || trailing("but") || trailing("not");
  }
  bool breaks() const {
    return trailing("rel") || trailing("with") || trailing("stop") || trailing("onlyif") ||
           trailing("except") || trailing("unless") || trailing("open") || trailing("neither") ||
           trailing("then");
  }

  Frame& start(Frame frame, const Item& item, bool continues = false) {
    Unit& unit = push(Unit::Kind::kFrame, item);
    unit.frame = out_.frames.size();
    unit.continues = continues;
    unit.word = frame.head;
    out_.frames.push_back(std::move(frame));
    current_ = out_.frames.size() - 1;
    return out_.frames.back();
  }

  void note(const Value& value) {
    if (!value.note.empty() && std::ranges::find(out_.notes, value.note) == out_.notes.end())
      out_.notes.push_back(value.note);
  }

  // "in the last 12 months but not in the last 3": of the unit that was said.
  const Item& with_unit(const Item& item) {
    if (item.kind != Kind::kWindow || item.value.word != "same unit") return item;
    const bool ends = item.to >= s_.tokens.size() || s_.tokens[item.to].kind == Token::Kind::kSign ||
                      s_.is(item.to, "and") || s_.is(item.to, "or") || s_.is(item.to, "but");
    Item& out = completed_.emplace_back(item);
    std::string& length = out.value.window.members[0].second;
    const std::string before = ends && current_ != kNone && out_.frames[current_].window.size() == 1 &&
                                       out_.frames[current_].window[0].first == "within"
                                   ? out_.frames[current_].window[0].second
                                   : std::string();
    const auto unit = before.find_first_not_of("0123456789");
    if (unit == std::string::npos)
      refuse("\"" + words(item) + "\": say days, weeks, months or years");
    else
      length += before.substr(unit);
    out.value.word.clear();
    return out;
  }

  void take(const Item& said) {
    const Item& item = with_unit(said);
    note(item.value);
    if (!out_.refusal.empty()) return;
    switch (item.kind) {
      case Kind::kFiller:
        return;
      case Kind::kUnknown:
        out_.unused.push_back(words(item));
        return;
      case Kind::kReject:
        out_.unused.push_back(words(item));
        if (reject_.empty()) reject_ = "\"" + words(item) + "\": " + item.value.word;
        return;
      case Kind::kLink:
        push(Unit::Kind::kLink, item);
        return;
      case Kind::kSubject:
        push(Unit::Kind::kSubject, item);
        return;
      case Kind::kCondition:
        condition(item);
        return;
      case Kind::kHead:
        head(item);
        return;
      case Kind::kMarker:
        marker(item);
        return;
      default:
        modifier(item);
        return;
    }
  }

  void condition(const Item& item) {
    if (item.value.word == "contact" && consent_before() && consent_again(item)) return;
    if (item.value.word == "contact") {
      const bool asked = trailing("not") || trailing("with") || trailing("except") || trailing("neither") ||
                         trailing("nor") || after_known();
      if (!asked) {
        // "Email customers who ...": what is to be done with them.
        const bool verb = s_.is(item.from, "email") || s_.is(item.from, "mail") || s_.is(item.from, "phone");
        if (out_.units.empty() && verb && item.to == item.from + 1) return;
        out_.unused.push_back(words(item));
        return;
      }
    }
    Unit& unit = push(Unit::Kind::kCondition, item);
    unit.rule = item.value.rule;
  }

  // "opted in to SMS, but not email": the consent again.
  bool consent_before() const {
    const auto n = out_.units.size();
    return n > trailing_links() && !breaks() && trailing("not") &&
           out_.units[n - 1 - trailing_links()].kind == Unit::Kind::kCondition &&
           out_.units[n - 1 - trailing_links()].word == "consent";
  }
  bool consent_again(const Item& item) {
    // Who has no address, or no consent: said with "have", it is the address.
    for (const std::string_view verb : {"have", "has", "had", "having", "with"}) {
      if (s_.is(item.from, verb) || (item.from > 0 && s_.is(item.from - 1, verb))) return false;
      if (item.from > 1 && s_.is(item.from - 2, verb)) return false;
    }
    if (!(item.value.rule == bare_leaf("email", "is_set"))) return false;
    Unit& unit = push(Unit::Kind::kCondition, item);
    unit.word = "consent";
    unit.rule = field_leaf("consent_email", "eq", "true");
    return true;
  }

  // "with a phone and email": the last condition was such a one.
  bool after_known() const {
    const auto n = out_.units.size();
    if (n <= trailing_links() || breaks()) return false;
    const std::string& word = out_.units[n - 1 - trailing_links()].word;
    return (word == "known" || word == "contact") && (trailing_links() == 0 || joins());
  }

  void head(const Item& item) {
    Frame frame;
    frame.head = item.value.word;
    frame.categories = item.value.names;
    if (!item.value.compare.parts.empty())
      (frame.head == "spend" ? frame.amount : frame.count) = item.value.compare;
    const auto& members = item.value.window.members;
    if (frame.head == "message") {
      frame.message = members;
      // "can be contacted" says what may be done, not what was.
      if (!repeats_message(frame) || (item.from > 0 && s_.is(item.from - 1, "be"))) {
        out_.unused.push_back(words(item));
        return;
      }
    } else if (!members.empty() && members.front().first == "neither")
      frame.neither = true;
    else if (!members.empty() && members.front().first == "again")
      frame.again = true;
    else if (!members.empty() && members.front().first == "mass")
      frame.mass = true;
    else if (!members.empty())
      frame.status = members.front().second;
    Frame* before = current();
    const bool adjacent = before != nullptr && trailing_links() == 0 && !out_.units.empty() &&
                          out_.units.back().kind == Unit::Kind::kFrame;
    if (adjacent && absorb(*before, frame)) {
      out_.units.back().word = before->head;
      return;
    }
    start(std::move(frame), item);
    apply_pending();
  }

  // "received the mail but did not open it": it is that mail. False: nothing was spoken of.
  bool repeats_message(Frame& frame) const {
    const auto same = std::ranges::find(frame.message, "same", &std::pair<std::string, std::string>::first);
    if (same == frame.message.end()) return true;
    const auto before = std::ranges::find(out_.frames.rbegin(), out_.frames.rend(), "message", &Frame::head);
    if (before == out_.frames.rend()) return false;
    frame.message.erase(same);
    for (const auto& member : before->message) {
      if (member.first != "outcome") frame.message.push_back(member);
    }
    frame.window = before->window;
    frame.windowed = before->windowed;
    return true;
  }

  void apply_pending() {
    std::vector<const Item*> pending;
    pending.swap(pending_);
    for (const Item* item : pending) {
      if (item->kind == Kind::kMarker)
        marker(*item);
      else
        modifier(*item);
    }
    Frame* frame = current();
    if (frame != nullptr && !frame->windowed && leading_) window(*frame, *leading_);
  }

  void marker(const Item& item) {
    Frame* frame = current();
    const std::string& word = item.value.word;
    if (word == "total") {
      if (frame != nullptr) count_and_total(*frame, item);
      return;
    }
    if (frame == nullptr) {
      if (word == "each" || word == "mean" || word == "before")
        pending_.push_back(&item);
      else
        out_.unused.push_back(words(item));
      return;
    }
    if (word == "mean") {
      const bool amounts = frame->head == "spend" || frame->each || frame->head == "order";
      if (frame->head == "avg" || amounts)
        frame->head = "avg", frame->each = false;
      else
        out_.unused.push_back(words(item));
      return;
    }
    if (word == "each") {
      if (frame->head == "avg") return;
      frame->each = true;
      if (frame->head == "orders") frame->head = "order";
      return;
    }
    if (word == "since then") {
      since_then(item);
      return;
    }
    if (frame->windowed || !(frame->buys() || frame->head == "spend")) {
      out_.unused.push_back(words(item));
      return;
    }
    frame->before = true;
  }

  // "more than 5 orders worth over 5000 in total": the sum is of all of them.
  void count_and_total(const Frame& frame, const Item& item) {
    static const std::set<std::string> kTogether{"in total", "altogether", "combined",
                                                 "in all",   "overall",    "in aggregate"};
    if (!frame.buys() || frame.each || !frame.count || !frame.amount || trailing_links() > 0) return;
    if (!kTogether.contains(words(item))) return;
    Frame sum = frame;
    sum.head = "spend";
    sum.count.reset();
    current()->amount.reset();
    start(std::move(sum), item);
  }

  // "ordered in May but not since", "joined in May and has not ordered since": from the end of that time on.
  void since_then(const Item& item) {
    Frame* frame = current();
    const bool repeats = trailing("not") && frame->windowed && (frame->buys() || frame->head == "last");
    const bool own = trailing_links() == 0 && frame->buys() && !frame->windowed && current_ > 0;
    const auto from = repeats ? past_window(*frame, s_.today)
                      : own   ? past_window(out_.frames[current_ - 1], s_.today)
                              : std::nullopt;
    if (!from) {
      out_.unused.push_back(words(item));
      return;
    }
    if (own) {
      frame->window = {*from};
      frame->windowed = true;
      return;
    }
    Frame copy = *frame;
    if (copy.head == "last") copy.head = "buy";
    copy.count.reset();
    copy.amount.reset();
    copy.window = {*from};
    start(std::move(copy), item, true);
    origin_ = kNone;
  }

  void window(Frame& frame, const Item& item) {
    if (!set_window(frame, item.value, s_.today)) {
      refuse("\"" + words(item) +
             "\" may be a day, a month or all that lies before: say more than or less than");
    }
  }

  // "fewer than 2 or more than 10 orders"
  bool counts_beside_or(const Item& item) const {
    const auto& parts = item.value.compare.parts;
    const bool small =
        std::ranges::all_of(parts, [](const auto& part) { return part.second.units < 1'000'000; });
    return small && (s_.is(item.to, "or") || (item.from > 0 && s_.is(item.from - 1, "or")));
  }
  bool stands_apart(const Item& item) const {
    const auto joint = [this](std::size_t at) {
      return s_.is(at, "and") || s_.is(at, ",") || s_.is(at, "&");
    };
    return (item.from > 0 && joint(item.from - 1)) || joint(item.to);
  }

  void fill(Frame& frame, const Item& item) {
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
        break;
    }
    if (item.kind == Kind::kQuantity && !value.names.items.empty()) frame.categories = value.names;
  }

  void link(std::string word, const Item& item) {
    Unit& unit = push(Unit::Kind::kLink, item);
    unit.word = std::move(word);
  }

  // "3 orders in May and none in June": none at all.
  bool none_follows() const {
    for (std::size_t i = 0; i < trailing_links(); ++i) {
      const Unit& unit = out_.units[out_.units.size() - 1 - i];
      const std::string word = unit.to > unit.from ? s_.tokens[unit.to - 1].text : "";
      if (unit.word == "not" && (word == "none" || word == "nothing" || word == "zero" || word == "no"))
        return true;
    }
    return false;
  }

  void count_again(Item item) {
    item.kind = Kind::kCount;
    if (trailing("not") || trailing("or")) {
      repeat(item, Kind::kCount);
    } else if (combine_count(*current(), item.value.compare)) {
      while (trailing_links() > 0) out_.units.pop_back();
    } else {
      refuse("it is not clear of what \"" + words(item) + "\" is the number");
    }
  }

  // The verb again, with something else: "in March or April", "shoes but not bags".
  void repeat(const Item& item, Kind kind) {
    Frame copy = *current();
    const std::size_t origin = current_;
    clear(copy, kind);
    if (trailing("not")) {
      keep_when_negated(copy, kind, none_follows(), out_.notes);
    } else if (kind == Kind::kCategory && copy.count) {
      copy.count.reset();
      out_.notes.push_back("the number of times is read as of the first only");
    }
    copy.before = false;
    copy.inherited = kind != Kind::kWindow && copy.windowed;
    Frame& made = start(std::move(copy), item, true);
    origin_ = kind != Kind::kWindow ? origin : kNone;
    Item plain = item;
    plain.kind = kind;
    fill(made, plain);
  }

  void modifier(const Item& item) {
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
    if (item.kind == Kind::kWindow && since_when(item)) return;
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
      while (trailing_links() > 0) out_.units.pop_back();
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
      while (trailing_links() > 0) out_.units.pop_back();
      fill(*frame, item);
      return;
    }
    if (usable && joins()) {
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

  // "men who are either under 20 or over 60": a number that people are.
  bool says_age(const Item& item) const {
    const auto n = out_.units.size();
    if (n <= trailing_links() || item.from == 0) return false;
    const Unit& before = out_.units[n - 1 - trailing_links()];
    const bool people =
        before.kind == Unit::Kind::kSubject ||
        (before.kind == Unit::Kind::kCondition && (before.word == "gender" || before.word == "age"));
    const bool are =
        s_.is(item.from - 1, "are") || s_.is(item.from - 1, "is") || s_.is(item.from - 1, "either");
    return people && (are || (before.word == "age" && trailing("or")));
  }

  // "customers since 2023": since when they have been such.
  bool since_when(const Item& item) {
    const auto n = out_.units.size();
    if (n == 0 || out_.units.back().kind != Unit::Kind::kSubject || out_.units.back().word != "noun")
      return false;
    if (n > 1 && out_.units[n - 2].kind == Unit::Kind::kFrame) return false;
    const auto& members = item.value.window.members;
    if (members.size() != 1 || (members[0].first != "since" && members[0].first != "before")) return false;
    Frame frame;
    frame.head = "joined";
    window(start(std::move(frame), item), item);
    return true;
  }

  void own_orders(const Item& item) {
    Frame frame;
    frame.head = "orders";
    frame.count = item.value.compare;
    start(std::move(frame), item);
    apply_pending();
  }

  bool age_alone(const Item& item) {
    auto rule = age_of(item.value.compare);
    if (!rule) return false;
    Unit& unit = push(Unit::Kind::kCondition, item);
    unit.word = "age";
    unit.rule = *std::move(rule);
    out_.notes.push_back("\"" + words(item) + "\" is read as an age");
    return true;
  }

  // "VIPs with 10 orders, or women with more than 5": said of other people than those of the frame.
  bool of_others(const Item& item) const {
    std::size_t to = 0;
    for (const Unit& unit : out_.units) {
      if (unit.kind == Unit::Kind::kFrame) to = unit.to;
    }
    return std::ranges::any_of(out_.units, [&](const Unit& unit) {
      return unit.kind == Unit::Kind::kLink && unit.word != "comma" && unit.word != "and" &&
             unit.from >= to && unit.to <= item.from;
    });
  }

  void finish() {
    // "18 and above" alone speaks of age.
    if (out_.frames.empty() && pending_.size() == 1 && pending_[0]->kind == Kind::kAmount) {
      if (age_alone(*pending_[0])) pending_.clear();
    }
    // What waited for a head that never came.
    for (const Item* item : pending_) {
      Frame* frame = current();
      const bool late = frame != nullptr && accepts(*frame, *item) && !filled(*frame, item->kind) &&
                        item->kind != Kind::kMarker && !of_others(*item);
      if (late && out_.frames.size() == 1)
        fill(*frame, *item);
      else
        out_.unused.push_back(words(*item));
    }
    if (!reject_.empty()) refuse(reject_);
    settle(s_, out_);
  }

  const Sentence& s_;
  const std::vector<Item>& items_;
  Assembly out_;
  std::size_t current_ = kNone, origin_ = kNone;
  std::vector<const Item*> pending_;
  std::deque<Item> completed_;  // stays where it is: what waits points to it
  const Item* leading_ = nullptr;
  std::string reject_;
};

}  // namespace

Assembly assemble(const Sentence& sentence, const std::vector<Item>& items) {
  return Assembler(sentence, items).run();
}

}  // namespace carillon::translate
