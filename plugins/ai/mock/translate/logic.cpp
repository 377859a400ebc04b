#include "translate/logic.h"

#include <algorithm>
#include <utility>

#include "translate/sense.h"

namespace carillon::translate {
namespace {

using Kind = Unit::Kind;

// How tightly a connective binds; a group is parsed from a strength on.
enum Strength { kWeakest = 0, kAlternative = 1, kLoose = 2, kOr = 3, kAnd = 4, kBeside = 5, kSame = 6 };

struct Connective {
  Strength strength = kBeside;
  enum class Meaning { kAnd, kOr, kExcept, kThen } meaning = Meaning::kAnd;
  std::size_t units = 0;  // that it takes up
  bool comma = false, plain_comma = false;
};

// What is joined, before it is negated or not.
struct Part {
  Rule rule;
  bool empty = false;  // a subject without any condition
  bool is_or = false;  // an open "or"
  bool negated = false;
  std::size_t first = 0, last = 0;  // units
};

class Parser {
 public:
  Parser(const Assembly& assembly, const Shop& shop) : a_(assembly), units_(assembly.units), shop_(shop) {}

  Grouped run() {
    std::optional<Part> part;
    while (at_ < units_.size() && out_.refusal.empty()) {
      auto next = expression(kWeakest);
      if (next && part)
        part = joined(Connective::Meaning::kAnd, *std::move(part), *std::move(next));
      else if (next)
        part = std::move(next);
      else
        left_hanging();  // a word that joins nothing
    }
    for (const Unit& unit : units_) {
      if (unit.kind == Kind::kSubject && unit.word == "all") out_.everybody = true;
    }
    if (out_.refusal.empty() && part && !part->empty) out_.rule = std::move(part->rule);
    if (out_.rule) {
      if (auto why = contradiction(*out_.rule)) refuse(*std::move(why) + ": nobody would be chosen");
    }
    return std::move(out_);
  }

 private:
  // "and" at the end says nothing; what is negated or left out must be said.
  void left_hanging() {
    for (const char* word : {"not", "neither", "nor", "except", "unless", "then"}) {
      if (link(at_, word)) refuse("it is not clear what is not so");
    }
    ++at_;
  }

  bool link(std::size_t at, std::string_view word) const {
    return at < units_.size() && units_[at].kind == Kind::kLink && units_[at].word == word;
  }
  bool subject(std::size_t at) const { return at < units_.size() && units_[at].kind == Kind::kSubject; }
  bool content(std::size_t at) const {
    return at < units_.size() && (units_[at].kind == Kind::kCondition || units_[at].kind == Kind::kFrame);
  }
  void refuse(std::string why) {
    if (out_.refusal.empty()) out_.refusal = std::move(why);
  }
  void note(std::string text) {
    if (std::ranges::find(out_.notes, text) == out_.notes.end()) out_.notes.push_back(std::move(text));
  }

  static Part joined(Connective::Meaning meaning, Part left, Part right) {
    if (left.empty && meaning == Connective::Meaning::kExcept) {
      right.rule = negation(std::move(right.rule));
      return right;
    }
    if (left.empty) return right;
    if (right.empty) return left;
    Part out;
    out.first = left.first;
    out.last = right.last;
    if (meaning == Connective::Meaning::kExcept) right.rule = negation(std::move(right.rule));
    std::vector<Rule> parts;
    parts.push_back(std::move(left.rule));
    parts.push_back(std::move(right.rule));
    const bool any = meaning == Connective::Meaning::kOr;
    out.rule = any ? any_of(std::move(parts)) : all_of(std::move(parts));
    out.is_or = any;
    return out;
  }

  // Someone new is spoken of: "or anybody ...", "or women who ...".
  bool someone(std::size_t at) const {
    if (subject(at)) return true;
    if (at >= units_.size() || units_[at].kind != Kind::kCondition) return false;
    const std::string& field = units_[at].word;
    if (field != "gender" && field != "tag" && field != "orders") return false;
    return at + 1 < units_.size() &&
           (link(at + 1, "rel") || link(at + 1, "with") || content(at + 1) || subject(at + 1));
  }

  bool same_field(std::size_t left, std::size_t right) const {
    if (!content(left) || !content(right)) return false;
    const Unit &l = units_[left], &r = units_[right];
    if (r.kind == Kind::kFrame) return r.continues;
    static const std::vector<std::string> kSingle{"gender", "place", "age",  "plan", "birthday",
                                                  "born",   "tag",   "text", "rank"};
    return l.kind == Kind::kCondition && l.word == r.word &&
           std::ranges::find(kSingle, l.word) != kSingle.end();
  }

  // "the men of Madrid and the women of Barcelona": other people than those who were spoken of.
  bool other_gender(std::size_t at) const {
    if (!content(at) || units_[at].kind != Kind::kCondition || units_[at].word != "gender") return false;
    for (std::size_t i = at; i > 0; --i) {
      const Unit& before = units_[i - 1];
      if (before.kind == Kind::kCondition && before.word == "gender")
        return !(before.rule == units_[at].rule) && !(i > 1 && link(i - 2, "not"));
    }
    return false;
  }

  bool repeats(std::size_t at) const {
    return content(at) && units_[at].kind == Kind::kFrame && units_[at].continues;
  }
  // By what the last two of a list of repeated frames are joined.
  std::optional<Connective::Meaning> list_of_repeats(std::size_t at) const {
    while (repeats(at)) {
      std::size_t next = at + 1;
      while (link(next, "comma")) ++next;
      const bool is_or = link(next, "or"), is_and = link(next, "and");
      if (is_or || is_and) ++next;
      if (next == at + 1 || !repeats(next)) return std::nullopt;
      if (is_or) return Connective::Meaning::kOr;
      if (is_and) return Connective::Meaning::kAnd;
      at = next;
    }
    return std::nullopt;
  }

  // What joins the part that ended before `at_` to the next; nullopt at the end of the group.
  std::optional<Connective> connective() const {
    std::size_t at = at_;
    Connective out;
    if (at >= units_.size() || link(at, "close")) return std::nullopt;
    if (link(at, "stop") || link(at, "onlyif")) {
      while (link(at, "stop") || link(at, "onlyif") || link(at, "and") || link(at, "comma")) ++at;
      return Connective{kWeakest, Connective::Meaning::kAnd, at - at_};
    }
    bool is_or = false, is_and = false, is_but = false;
    while (true) {
      if (link(at, "comma"))
        out.comma = true;
      else if (link(at, "or"))
        is_or = true;
      else if (link(at, "and"))
        is_and = true;
      else if (link(at, "but"))
        is_but = true;
      else
        break;
      ++at;
    }
    out.units = at - at_;
    if (link(at, "onlyif")) {
      while (link(at, "onlyif") || link(at, "and") || link(at, "comma")) ++at;
      return Connective{kWeakest, Connective::Meaning::kAnd, at - at_};
    }
    if (link(at, "except") || link(at, "unless")) {
      return Connective{kLoose, Connective::Meaning::kExcept, at - at_ + 1, out.comma};
    }
    if (link(at, "then") && content(at + 1))
      return Connective{kSame, Connective::Meaning::kThen, at - at_ + 1};
    if (at >= units_.size() || link(at, "close") || link(at, "stop")) {
      out.strength = kWeakest;
      return out;
    }
    std::size_t next = at;
    while (link(next, "either") || link(next, "both")) ++next;
    if (is_or) {
      out.meaning = Connective::Meaning::kOr;
      if (at_ > 0 && next == at && same_field(at_ - 1, at))
        out.strength = kSame;
      else if (in_either_)
        out.strength = kOr;
      else if (someone(next))
        out.strength = kAlternative;
      else
        out.strength = out.comma ? kLoose : kOr;
      return out;
    }
    if (is_and && at_ > 0 && units_[at].kind == Kind::kFrame && units_[at].continues) {
      out.strength = kSame;
      return out;
    }
    if (is_and && subject(next) && units_[next].word != "all") {
      out.strength = kAlternative;
      return out;
    }
    if (is_and && other_gender(at)) {
      const bool adjacent =
          at_ > 0 && units_[at_ - 1].kind == Kind::kCondition && units_[at_ - 1].word == "gender";
      if (adjacent) return Connective{kSame, Connective::Meaning::kOr, at - at_};
      out.strength = kAlternative;
      return out;
    }
    // "who are A or B, and who C": C beside both.
    if (is_and && link(at, "rel")) {
      out.strength = kOr;
      return out;
    }
    out.plain_comma = out.comma && !is_and && !is_but;
    // "in April, May or June"
    if (out.plain_comma && repeats(at)) {
      const auto listed = list_of_repeats(at);
      if (listed) return Connective{kSame, *listed, at - at_};
    }
    out.strength = out.comma ? kLoose : is_and || is_but ? kAnd : kBeside;
    if (link(at, "nor")) out.strength = kAnd, out.units += 0;
    return out;
  }

  std::optional<Part> expression(int from) {
    auto left = operand();
    if (!left) return std::nullopt;
    std::vector<std::size_t> commas;
    while (out_.refusal.empty()) {
      const auto joint = connective();
      if (!joint || joint->strength < from) break;
      const std::size_t start = at_;
      at_ += joint->units;
      if (joint->meaning == Connective::Meaning::kThen) {
        left = sequence(*std::move(left));
        if (!left) return std::nullopt;
        continue;
      }
      std::optional<Part> right = joint->meaning == Connective::Meaning::kExcept
                                      ? excluded(link(start + joint->units - 1, "unless"))
                                      : expression(joint->strength + 1);
      if (!right) {
        if (joint->meaning == Connective::Meaning::kExcept) refuse("it is not clear who is left out");
        break;
      }
      const bool union_of_people = joint->strength == kAlternative &&
                                   joint->meaning == Connective::Meaning::kAnd && !left->empty &&
                                   !right->empty;
      if (joint->strength == kAlternative && !union_of_people && commas_within(left->first, start))
        note("a comma beside \"or\" is read as \"and\"");
      if (union_of_people) note("two groups of people joined by \"and\" are read as one or the other");
      const bool spread = joint->strength == kOr && left->negated && !right->negated &&
                          joint->meaning == Connective::Meaning::kOr;
      if (spread && stands_alone(start + joint->units, *left, *right)) {
        note("\"not\" is read as for the first only of what \"or\" joins");
      } else if (spread) {
        note("\"not\" is read as for both of what \"or\" joins");
        Part inner = *left;
        inner.rule = negation(std::move(inner.rule));
        left = joined(Connective::Meaning::kOr, std::move(inner), *std::move(right));
        left->rule = negation(std::move(left->rule));
        left->is_or = false;
        left->negated = true;
        continue;
      }
      // "A, B, or C" and "A, B or C": any of them.
      const bool listed =
          !pending_list_.empty() && joint->meaning == Connective::Meaning::kOr && joint->strength == kLoose;
      if (listed) {
        std::vector<Rule> any = std::move(pending_list_);
        pending_list_.clear();
        any.push_back(std::move(right->rule));
        left->rule = any_of(std::move(any));
        left->is_or = true;
        continue;
      }
      if (joint->plain_comma && !left->empty && right->is_or)
        note("\"or\" is read as joining only what stands right before and after it");
      if (joint->plain_comma && !left->empty && !right->empty && !left->is_or) {
        if (pending_list_.empty()) pending_list_.push_back(left->rule);
        pending_list_.push_back(right->rule);
      } else {
        pending_list_.clear();
      }
      left = joined(union_of_people ? Connective::Meaning::kOr : joint->meaning, *std::move(left),
                    *std::move(right));
    }
    if (from <= kLoose) pending_list_.clear();
    return left;
  }

  // "no orders or with a spend below 500", "not from Pune or have spent 900": "not" does not reach so far.
  // Nor does it in "never ordered or ordered once", where it would make the second say nothing.
  bool stands_alone(std::size_t at, const Part& left, const Part& right) const {
    if (in_either_ || link(at, "with") || link(at, "rel") || subject(at)) return true;
    if (units_[right.first].own_clause) return true;
    const Unit &was = units_[left.last], &is = units_[right.first];
    if (was.kind != Kind::kFrame || is.kind != Kind::kFrame) return false;
    const Frame &no = a_.frames[was.frame], &yes = a_.frames[is.frame];
    const bool none_at_all =
        no.buys() && !no.windowed && !no.count && !no.amount && no.categories.items.empty();
    return none_at_all && (yes.buys() || yes.head == "spend" || yes.head == "avg" || yes.head == "first" ||
                           yes.head == "last");
  }

  bool commas_within(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) {
      if (link(i, "comma")) return true;
    }
    return false;
  }

  std::optional<Part> sequence(Part left) {
    if (!content(at_) || units_[at_].kind != Kind::kFrame || units_[left.last].kind != Kind::kFrame ||
        left.negated) {
      refuse("it is not clear what came after what");
      return std::nullopt;
    }
    Lowered rule = lower_sequence(a_.frames[units_[left.last].frame], a_.frames[units_[at_].frame], shop_);
    if (auto* why = std::get_if<std::string>(&rule)) {
      refuse(std::move(*why));
      return std::nullopt;
    }
    left.rule = std::get<Rule>(std::move(rule));
    left.last = at_++;
    return left;
  }

  // Who is left out: a clause up to a comma, or a list of groups of people.
  std::optional<Part> excluded(bool unless) {
    if (unless) return expression(kOr);
    const bool before = std::exchange(left_out_, true);
    auto out = those_left_out();
    left_out_ = before;
    return out;
  }
  std::optional<Part> those_left_out() {
    while (link(at_, "not")) ++at_;  // "everyone but not VIPs"
    std::optional<Part> out;
    while (true) {
      const bool clause = subject(at_) && link(at_ + 1, "rel");
      while (subject(at_)) ++at_;
      if (link(at_, "rel") || link(at_, "with") || clause) {
        while (link(at_, "rel") || link(at_, "with")) ++at_;
        auto part = expression(kOr);
        if (!part) return out;
        out = out ? joined(Connective::Meaning::kOr, *std::move(out), *std::move(part)) : std::move(part);
      } else {
        auto part = expression(kBeside);
        if (!part) return out;
        out = out ? joined(Connective::Meaning::kOr, *std::move(out), *std::move(part)) : std::move(part);
      }
      std::size_t next = at_;
      bool more = false;
      while (link(next, "comma") || link(next, "and") || link(next, "or")) {
        more =
            more || link(next, "and") || link(next, "or") || (link(next, "comma") && list_goes_on(next + 1));
        ++next;
      }
      const bool clause_too = next > at_ && link(next - 1, "or") && link(next, "rel");
      const bool person = next < units_.size() && (units_[next].kind == Kind::kCondition || clause_too ||
                                                   (subject(next) && next + 1 < units_.size()));
      if (!more || !person) return out;
      at_ = next;
    }
  }
  // After a comma: one more group, and then "and" or "or".
  bool list_goes_on(std::size_t at) const {
    if (at >= units_.size() || units_[at].kind != Kind::kCondition) return false;
    return link(at + 1, "and") || link(at + 1, "or") || (link(at + 1, "comma") && list_goes_on(at + 2));
  }

  // One condition with what stands in front of it.
  std::optional<Part> operand() {
    while (link(at_, "comma") || link(at_, "both") || link(at_, "and") || link(at_, "but")) ++at_;
    if (at_ >= units_.size()) return std::nullopt;
    Part out;
    out.first = out.last = at_;
    if (subject(at_)) {
      ++at_;
      out.empty = true;
      return out;
    }
    if (link(at_, "rel")) {
      const bool condition = at_ + 1 < units_.size();
      ++at_;
      if (!condition) {
        out.empty = true;
        return out;
      }
      const bool before = std::exchange(in_either_, false);
      auto inner = expression(before ? kOr : kLoose);
      in_either_ = before;
      if (inner) inner->is_or = false;
      return inner;
    }
    if (link(at_, "with")) {
      ++at_;
      return operand();
    }
    if (link(at_, "open")) {
      ++at_;
      const bool before = std::exchange(in_either_, false);
      auto inner = expression(kWeakest);
      in_either_ = before;
      if (link(at_, "close")) ++at_;
      if (inner) inner->is_or = false;
      return inner;
    }
    if (link(at_, "either")) {
      ++at_;
      const bool before = std::exchange(in_either_, true);
      auto inner = expression(kOr);
      in_either_ = before;
      if (inner) inner->is_or = false;
      return inner;
    }
    if (link(at_, "neither")) return neither();
    if (link(at_, "not") || link(at_, "nor")) return negated();
    if (link(at_, "except") || link(at_, "unless")) {
      const bool unless = link(at_, "unless");
      ++at_;
      auto inner = excluded(unless);
      if (inner) inner->rule = negation(std::move(inner->rule));
      if (!inner) refuse("it is not clear who is left out");
      return inner;
    }
    if (link(at_, "onlyif") || link(at_, "stop")) {
      ++at_;
      return operand();
    }
    if (!content(at_)) return std::nullopt;
    return condition(false);
  }

  std::optional<Part> condition(bool negate) {
    Part out;
    out.first = out.last = at_;
    const Unit& unit = units_[at_++];
    if (unit.kind == Kind::kCondition) {
      out.rule = unit.rule;
      if (negate || left_out_) any_tag(out.rule, unit.word);
      if (negate) out.rule = negation(std::move(out.rule));
    } else {
      Lowered rule = lower(a_.frames[unit.frame], negate, shop_);
      if (auto* why = std::get_if<std::string>(&rule)) {
        refuse(std::move(*why));
        return std::nullopt;
      }
      out.rule = std::get<Rule>(std::move(rule));
    }
    out.negated = negate;
    return out;
  }

  // Without VIPs and employees: without any of both.
  static void any_tag(Rule& rule, const std::string& field) {
    if (field == "tag" && rule.kind == Rule::Kind::kAll) rule.kind = Rule::Kind::kAny;
  }

  std::optional<Part> negated() {
    bool odd = false;
    const std::size_t from = at_;
    while (link(at_, "not") || link(at_, "nor")) {
      odd = !odd;
      ++at_;
    }
    if (at_ > from + 1) note("two negations are read as none");
    while (link(at_, "with") || (subject(at_) && at_ + 1 < units_.size())) ++at_;
    if (link(at_, "either") || link(at_, "open") || link(at_, "neither") || link(at_, "rel")) {
      auto inner = operand();
      if (!inner || inner->empty) refuse("it is not clear what is not so");
      if (inner && odd) inner->rule = negation(std::move(inner->rule)), inner->negated = true;
      return inner;
    }
    if (link(at_, "both")) {
      ++at_;
      auto inner = expression(kAnd);
      if (!inner) refuse("it is not clear what is not so");
      if (inner && odd) inner->rule = negation(std::move(inner->rule)), inner->negated = true;
      return inner;
    }
    if (!content(at_)) {
      refuse("it is not clear what is not so");
      return std::nullopt;
    }
    const std::string& who = units_[at_].word;
    if (odd && units_[at_].kind == Kind::kCondition && (who == "gender" || who == "tag") && content(at_ + 1))
      note("\"not\" is read as for \"" + std::string(who == "tag" ? "the tag" : "the gender") + "\" only");
    auto out = condition(odd);
    // The verb's "not" is for all that repeat it: "in March or April", "A nor B".
    while (out && odd) {
      std::size_t next = at_;
      while (link(next, "or") || link(next, "and") || link(next, "comma")) ++next;
      const bool repeats =
          next > at_ && content(next) && units_[next].kind == Kind::kFrame && units_[next].continues;
      const bool same = next > at_ && next < units_.size() && !link(at_, "and") && same_field(at_ - 1, next);
      if (!repeats && !same) break;
      at_ = next;
      auto more = condition(true);
      if (!more) return std::nullopt;
      out = joined(Connective::Meaning::kAnd, *std::move(out), *std::move(more));
      out->negated = true;
    }
    return out;
  }

  std::optional<Part> neither() {
    ++at_;
    std::optional<Part> out;
    while (true) {
      while (link(at_, "with") || link(at_, "rel")) ++at_;
      auto part = expression(kBeside);
      if (!part) {
        refuse("it is not clear what neither is");
        return std::nullopt;
      }
      part->rule = negation(std::move(part->rule));
      out = out ? joined(Connective::Meaning::kAnd, *std::move(out), *std::move(part)) : std::move(part);
      std::size_t next = at_;
      while (link(next, "comma")) ++next;
      if (!link(next, "nor") && !(link(next, "or") && !subject(next + 1))) break;
      at_ = next + 1;
    }
    out->negated = true;
    return out;
  }

  const Assembly& a_;
  const std::vector<Unit>& units_;
  const Shop& shop_;
  std::size_t at_ = 0;
  bool left_out_ = false, in_either_ = false;
  std::vector<Rule> pending_list_;
  Grouped out_;
};

}  // namespace

Grouped group(const Assembly& assembly, const Shop& shop) { return Parser(assembly, shop).run(); }

}  // namespace carillon::translate
