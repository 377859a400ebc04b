#include "translate/logic.h"

#include <algorithm>
#include <utility>

#include "translate/connective.h"
#include "translate/reach.h"
#include "translate/row.h"
#include "translate/sense.h"

namespace carillon::translate {
namespace {

using Kind = Unit::Kind;

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
  Parser(const Assembly& assembly, const Shop& shop) : a_(assembly), row_(assembly.units), shop_(shop) {}

  Grouped run() {
    std::optional<Part> part;
    while (at_ < row_.size() && out_.refusal.empty()) {
      auto next = expression(kWeakest);
      if (next && part)
        part = joined(Connective::Meaning::kAnd, *std::move(part), *std::move(next));
      else if (next)
        part = std::move(next);
      else
        left_hanging();  // a word that joins nothing
    }
    for (const Unit& unit : a_.units) {
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
    for (const char* word : {"not", "neither", "nor", "except", "unless", "then", "notboth"}) {
      if (link(at_, word)) refuse("it is not clear what is not so");
    }
    ++at_;
  }

  bool link(std::size_t at, std::string_view word) const { return row_.link(at, word); }
  bool subject(std::size_t at) const { return row_.subject(at); }
  bool content(std::size_t at) const { return row_.content(at); }
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

  std::optional<Part> expression(int from) {
    auto left = operand();
    if (!left) return std::nullopt;
    while (out_.refusal.empty()) {
      const auto joint = connective(row_, at_, {in_either_, in_clause_ && pending_list_.empty()});
      if (!joint || joint->strength < from) break;
      const std::size_t start = at_;
      at_ += joint->units;
      if (row_.has_link("if", start, at_) && row_.has_link("or", left->first, start)) {
        refuse("it is not clear for which of what \"or\" joins \"if\" is said: write \"only if\" for all");
        break;
      }
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
      if (joint->strength == kAlternative && !union_of_people && row_.commas_within(left->first, start))
        note("a comma beside \"or\" is read as \"and\"");
      if (joint->meaning == Connective::Meaning::kOr && !left->empty && !right->empty && !in_either_) {
        if (const char* doubt = doubt_of_or(row_, *joint, {left->first, start, right->first, at_}))
          note(doubt);
      }
      if (union_of_people) note("two groups of people joined by \"and\" are read as one or the other");
      const bool spread = joint->strength == kOr && left->negated && !right->negated &&
                          joint->meaning == Connective::Meaning::kOr;
      if (spread && (in_either_ || not_ends(a_, start + joint->units, left->last, right->first))) {
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
      const bool two =
          joint->meaning == Connective::Meaning::kOr && !left->empty && !right->empty && !left->is_or;
      const Rule both = two ? all_of({left->rule, right->rule}) : Rule{};
      left = joined(union_of_people ? Connective::Meaning::kOr : joint->meaning, *std::move(left),
                    *std::move(right));
      if (two && not_both()) left->rule = all_of({std::move(left->rule), negation(both)});
    }
    if (from <= kLoose) pending_list_.clear();
    return left;
  }

  // "..., but not both" after an "or" of two: takes the words.
  bool not_both() {
    std::size_t at = at_;
    while (link(at, "comma") || link(at, "but") || link(at, "and")) ++at;
    if (!link(at, "notboth")) return false;
    at_ = at + 1;
    return true;
  }

  std::optional<Part> sequence(Part left) {
    if (!content(at_) || row_[at_].kind != Kind::kFrame || row_[left.last].kind != Kind::kFrame ||
        left.negated) {
      refuse("it is not clear what came after what");
      return std::nullopt;
    }
    Lowered rule = lower_sequence(a_.frames[row_[left.last].frame], a_.frames[row_[at_].frame], shop_);
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
    if (link(at_, "not")) note("two negations are read as none");  // "except those not in Pune"
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
        more = more || link(next, "and") || link(next, "or") ||
               (link(next, "comma") && row_.list_goes_on(next + 1));
        ++next;
      }
      const bool clause_too = next > at_ && link(next - 1, "or") && link(next, "rel");
      const bool person = next < row_.size() && (row_[next].kind == Kind::kCondition || clause_too ||
                                                 (subject(next) && next + 1 < row_.size()));
      if (!more || !person) return out;
      at_ = next;
    }
  }
  // One condition with what stands in front of it.
  std::optional<Part> operand() {
    while (link(at_, "comma") || link(at_, "both") || link(at_, "and") || link(at_, "but")) ++at_;
    if (at_ >= row_.size()) return std::nullopt;
    Part out;
    out.first = out.last = at_;
    if (subject(at_)) {
      ++at_;
      out.empty = true;
      return out;
    }
    if (link(at_, "rel")) {
      const bool condition = at_ + 1 < row_.size();
      ++at_;
      if (!condition) {
        out.empty = true;
        return out;
      }
      const bool before = std::exchange(in_either_, false);
      const bool clause = std::exchange(in_clause_, out.first > 0 && content(out.first - 1));
      auto inner = expression(before ? kOr : kLoose);
      in_either_ = before;
      in_clause_ = clause;
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
    if (at_ == 0 && link(at_, "if")) {
      refuse("what follows an \"if\" at the beginning is no choice of customers: say who they are");
      return std::nullopt;
    }
    if (row_.only_if(at_) || link(at_, "stop")) {
      ++at_;
      return operand();
    }
    if (!content(at_)) return std::nullopt;
    return condition(false);
  }

  std::optional<Part> condition(bool negate) {
    Part out;
    out.first = out.last = at_;
    const Unit& unit = row_[at_++];
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
    if (!negate) one_of_two(unit, out.rule);
    return out;
  }

  // "shoes or bags but not both", "vip or press but not both": two that are one condition.
  void one_of_two(const Unit& unit, Rule& rule) {
    const std::size_t before = at_;
    if (unit.kind != Kind::kFrame && unit.word != "tag") return;
    if (!not_both()) return;
    std::optional<Rule> both;
    if (unit.kind == Kind::kFrame) {
      Frame frame = a_.frames[unit.frame];
      const bool two = frame.categories.items.size() == 2 && !frame.categories.all;
      frame.categories.all = true;
      Lowered lowered = lower(frame, false, shop_);
      if (two && std::holds_alternative<Rule>(lowered)) both = std::get<Rule>(std::move(lowered));
    }
    if (both)
      rule = all_of({std::move(rule), negation(*std::move(both))});
    else
      at_ = before;
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
    bool group = false;
    for (; link(at_, "with") || (subject(at_) && at_ + 1 < row_.size()); ++at_) group = group || subject(at_);
    // "but not customers from Pune with 2 orders": who is both.
    if (odd && group && content(at_) && (content(at_ + 1) || link(at_ + 1, "with"))) {
      if (from == 0) note("\"not\" is read as for all that is said of those customers");
      auto inner = expression(kBeside);
      if (inner) inner->rule = negation(std::move(inner->rule)), inner->negated = true;
      return inner;
    }
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
    const std::string& who = row_[at_].word;
    if (odd && row_[at_].kind == Kind::kCondition && (who == "gender" || who == "tag") && content(at_ + 1))
      note("\"not\" is read as for \"" + std::string(who == "tag" ? "the tag" : "the gender") + "\" only");
    auto out = condition(odd);
    // "not VIPs, gold members or staff"
    if (const std::size_t end = row_.or_list_end(at_); out && odd && row_.people(at_ - 1) && end > 0) {
      note("\"not\" is read as for all of the list");
      while (at_ < end && out) {
        while (link(at_, "comma") || link(at_, "or") || link(at_, "nor")) ++at_;
        auto more = condition(true);
        out = more ? std::optional(joined(Connective::Meaning::kAnd, *std::move(out), *std::move(more)))
                   : std::nullopt;
      }
      if (out) out->negated = true;
      return out;
    }
    // The verb's "not" is for all that repeat it: "in March or April", "A nor B".
    while (out && odd) {
      std::size_t next = at_;
      while (link(next, "or") || link(next, "and") || link(next, "comma") || link(next, "nor")) ++next;
      const bool repeats = next > at_ && row_.repeats(next);
      const bool same =
          next > at_ && next < row_.size() && !link(at_, "and") && row_.same_field(at_ - 1, next);
      if ((!repeats && !same) || row_[next].own_clause) break;
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
  Row row_;
  const Shop& shop_;
  std::size_t at_ = 0;
  bool left_out_ = false, in_either_ = false, in_clause_ = false;
  std::vector<Rule> pending_list_;
  Grouped out_;
};

}  // namespace

Grouped group(const Assembly& assembly, const Shop& shop) { return Parser(assembly, shop).run(); }

}  // namespace carillon::translate
