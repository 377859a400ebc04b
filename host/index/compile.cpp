#include <algorithm>
#include <map>
#include <optional>

#include <carillon/comparison.hpp>

#include "index/numbers.h"
#include "index/people.h"
#include "index/program.h"
#include "index/recall.h"
#include "index/texts.h"

namespace carillon::index {

namespace {

using Kind = Step::Kind;
using Id = std::uint32_t;
using Made = std::optional<Id>;

constexpr std::size_t kMaxSteps = 20'000;

class Compiler {
 public:
  Compiler(const Table& customers, std::int64_t now_us, Program& out, Wishes& wishes)
      : now_us_(now_us), program_(out), wishes_(wishes) {
    program_.scopes.emplace_back().table = &customers;
    known_.emplace_back();
  }

  bool add(const Expr& question) {
    expr_ = &question;
    if (question.empty()) return false;
    const Made made = truth(question.root(), 0);
    if (made) program_.roots.push_back(*made);
    return made.has_value();
  }

 private:
  const crl_node& node(Id id) const { return expr_->nodes()[id]; }
  std::span<const Id> args(Id id) const { return expr_->args(node(id)); }
  Scope& scope(Id at) { return program_.scopes[at]; }
  const Step& step(Id at, Id id) { return scope(at).steps[id]; }
  const crl_value* literal(Id id) const { return node(id).op == CRL_X_LIT ? &node(id).lit : nullptr; }

  Made record(Id at, Step made) {
    if (++steps_ > kMaxSteps) return std::nullopt;
    const auto [place, is_new] = known_[at].try_emplace(key_of(made), scope(at).steps.size());
    if (is_new) scope(at).steps.push_back(std::move(made));
    return place->second;
  }
  static Step blank(Kind kind, bool is_truth, std::uint32_t type = CRL_T_BOOL) {
    Step out;
    out.kind = kind;
    out.is_truth = is_truth;
    out.type = type;
    return out;
  }
  Made nothing(Id at) { return record(at, blank(Kind::kNothing, true)); }

  Made wish(std::string name) {
    wishes_.insert(std::move(name));
    return std::nullopt;
  }

  // A node as a truth: what is a value holds where it is there and not 0.
  Made truth(Id id, Id at) {
    const Made made = any(id, at);
    if (!made || step(at, *made).is_truth) return made;
    if (step(at, *made).type != CRL_T_BOOL) return std::nullopt;
    Step out = blank(Kind::kTruth, true);
    out.args = {*made};
    return record(at, std::move(out));
  }

  Made value(Id id, Id at) {
    const Made made = any(id, at);
    if (!made || !step(at, *made).is_truth) return made;
    Step out = blank(Kind::kAsNumber, false);
    out.args = {*made};
    return record(at, std::move(out));
  }

  Made any(Id id, Id at) {
    switch (node(id).op) {
      case CRL_X_LIT:
        return constant(node(id).lit, at);
      case CRL_X_NOW:
        return constant(cell::time(now_us_), at);
      case CRL_X_FIELD:
        return field(expr_->name(node(id)), node(id).type, at);
      case CRL_X_JSON_PATH:
        return attribute(id, at);
      case CRL_X_AND:
      case CRL_X_OR:
      case CRL_X_NOT:
        return logic(id, at);
      case CRL_X_IS_NULL:
        return missing(id, at);
      case CRL_X_EQ:
      case CRL_X_NE:
      case CRL_X_LT:
      case CRL_X_LE:
      case CRL_X_GT:
      case CRL_X_GE:
        return node(args(id)[0]).type == CRL_T_TEXT ? texts(id, at) : comparison(id, at);
      case CRL_X_IN:
        return node(args(id)[0]).type == CRL_T_TEXT ? texts(id, at) : member(id, at);
      case CRL_X_EQ_CI:
      case CRL_X_IN_CI:
      case CRL_X_STARTS_WITH_CI:
      case CRL_X_ENDS_WITH_CI:
      case CRL_X_CONTAINS_CI:
      case CRL_X_HAS:
        return texts(id, at);
      case CRL_X_DATE_PART:
        return date_part(id, at);
      case CRL_X_ADD:
      case CRL_X_SUB:
      case CRL_X_MUL:
        return arithmetic(id, at);
      case CRL_X_EXISTS:
      case CRL_X_COUNT:
      case CRL_X_SUM:
      case CRL_X_MIN:
      case CRL_X_MAX:
      case CRL_X_AVG:
        return over(id, at);
      default:
        return std::nullopt;
    }
  }

  Made constant(const crl_value& v, Id at) {
    if (!has_number(v.type)) return std::nullopt;
    if (v.type == CRL_T_F64 && v.is_null == 0 && !std::isfinite(v.v.f)) return std::nullopt;
    Step out = blank(Kind::kConstant, false, v.type);
    out.is_missing = v.is_null != 0;
    if (!out.is_missing) out.number = v.type == CRL_T_F64 ? std::bit_cast<std::int64_t>(v.v.f) : v.v.i;
    return record(at, std::move(out));
  }

  // A column of the table at hand, or a wish for it.
  const Column* column(std::string_view name, std::uint32_t type, Id at) {
    const Column* found = scope(at).table->column(name);
    if (found != nullptr) return found->type == type ? found : nullptr;
    if (at == 0 && may_wish(name, type)) wish(std::string(name));
    return nullptr;
  }

  Made field(std::string_view name, std::uint32_t type, Id at) {
    const Column* found = column(name, type, at);
    if (found == nullptr) return std::nullopt;
    Step out = blank(Kind::kColumn, false, type);
    out.column = found;
    return record(at, std::move(out));
  }

  Made attribute(Id id, Id at) {
    const crl_value* pointer = literal(args(id)[1]);
    if (at != 0 || pointer == nullptr || pointer->is_null != 0 || node(args(id)[0]).op != CRL_X_FIELD ||
        expr_->name(node(args(id)[0])) != "attributes") {
      return std::nullopt;
    }
    return field(attribute_column(cell::as_text(*pointer), node(id).type), node(id).type, at);
  }

  Made logic(Id id, Id at) {
    const std::uint16_t op = node(id).op;
    Step out = blank(op == CRL_X_AND ? Kind::kAnd : (op == CRL_X_OR ? Kind::kOr : Kind::kNot), true);
    bool complete = true;  // what is missing elsewhere is wished for, too
    for (const Id arg : args(id)) {
      const Made made = truth(arg, at);
      complete = complete && made;
      if (made) out.args.push_back(*made);
    }
    if (!complete) return std::nullopt;
    return record(at, std::move(out));
  }

  // Whether a long text is there is known without the text.
  Made missing(Id id, Id at) {
    const crl_node& of = node(args(id)[0]);
    Step out = blank(Kind::kMissing, true);
    const Column* presence =
        of.op == CRL_X_FIELD ? scope(at).table->column(presence_column(expr_->name(of))) : nullptr;
    if (presence != nullptr) {
      Step there = blank(Kind::kColumn, false, presence->type);
      there.column = presence;
      const Made made = record(at, std::move(there));
      if (!made) return made;
      out.args = {*made};
      return record(at, std::move(out));
    }
    const Made made = value(args(id)[0], at);
    if (!made) return made;
    out.args = {*made};
    return record(at, std::move(out));
  }

  Made comparison(Id id, Id at) {
    const Made a = value(args(id)[0], at);
    const Made b = value(args(id)[1], at);
    if (!a || !b) return std::nullopt;
    Step out = blank(Kind::kCompare, true);
    out.op = node(id).op;
    out.args = {*a, *b};
    if (step(at, *a).kind == Kind::kConstant) {
      std::swap(out.args[0], out.args[1]);
      out.op = mirrored(out.op);
    }
    const Step& left = step(at, out.args[0]);
    const Step& right = step(at, out.args[1]);
    if (!comparable(left.type, right.type)) return std::nullopt;
    if (right.kind != Kind::kConstant) return record(at, std::move(out));
    if (right.is_missing) return nothing(at);
    return compared_to(out, left.type, right, at);
  }

  // Brings the constant into units of the other side, where that can be said exactly.
  Made compared_to(Step& out, std::uint32_t type, const Step& constant, Id at) {
    Int128 number = constant.number;
    if (type == CRL_T_DECIMAL && constant.type == CRL_T_I64) {
      number *= Decimal::kScale;
    } else if (type == CRL_T_I64 && constant.type == CRL_T_DECIMAL &&
               constant.number % Decimal::kScale == 0) {
      number /= Decimal::kScale;
    } else if (type != constant.type) {
      return record(at, std::move(out));
    }
    const auto narrowed = narrow(number);
    if (!narrowed) return record(at, std::move(out));
    out.kind = Kind::kCompareTo;
    out.args.pop_back();
    if (type != CRL_T_F64) out.column = step(at, out.args[0]).column;
    out.number = *narrowed;
    out.type = CRL_T_BOOL;
    return record(at, std::move(out));
  }

  Made member(Id id, Id at) {
    const Made of = value(args(id)[0], at);
    if (!of) return of;
    const std::uint32_t type = step(at, *of).type;
    Step out = blank(Kind::kMember, true);
    out.args = {*of};
    for (const Id arg : args(id).subspan(1)) {
      const crl_value* lit = literal(arg);
      if (lit == nullptr || !comparable(type, lit->type)) return std::nullopt;
      if (lit->is_null != 0) continue;
      if (lit->type != type || type == CRL_T_F64) return members_one_by_one(id, *of, at);
      out.members.push_back(lit->v.i);
    }
    std::sort(out.members.begin(), out.members.end());
    out.column = step(at, *of).column;
    return record(at, std::move(out));
  }

  Made members_one_by_one(Id id, Id of, Id at) {
    Step out = blank(Kind::kOr, true);
    for (const Id arg : args(id).subspan(1)) {
      const Made lit = value(arg, at);
      if (!lit) return lit;
      Step equal = blank(Kind::kCompare, true);
      equal.op = CRL_X_EQ;
      equal.args = {of, *lit};
      const Made made = record(at, std::move(equal));
      if (!made) return made;
      out.args.push_back(*made);
    }
    return record(at, std::move(out));
  }

  // A column of texts or sets against literals: asked of the dictionary.
  Made texts(Id id, Id at) {
    std::uint16_t op = node(id).op;
    Id of = args(id)[0];
    std::vector<Id> with(args(id).begin() + 1, args(id).end());
    if (literal(of) != nullptr && op >= CRL_X_EQ && op <= CRL_X_GE && with.size() == 1) {
      std::swap(of, with[0]);
      op = mirrored(op);
    }
    const Column* words = words_of(of, at);
    if (words == nullptr) return std::nullopt;
    std::vector<std::string> literals;
    for (const Id arg : with) {
      const crl_value* lit = literal(arg);
      if (lit == nullptr || lit->type != CRL_T_TEXT) return std::nullopt;
      if (lit->is_null != 0) continue;
      literals.emplace_back(cell::as_text(*lit));
    }
    Step out = blank(Kind::kCode, true);
    out.column = words;
    out.codes = codes_that_hold(op, *words->words, literals);
    return coded(std::move(out), at);
  }

  // A few codes are sought one by one, which is quicker than to look each row's up.
  Made coded(Step out, Id at) {
    constexpr std::size_t kFew = 4;
    std::vector<std::int64_t> wanted;
    for (std::size_t code = 1; code < out.codes.size() && wanted.size() <= kFew; ++code) {
      if (out.codes[code] != 0) wanted.push_back(static_cast<std::int64_t>(code));
    }
    if (wanted.empty()) return nothing(at);
    if (wanted.size() > kFew) return record(at, std::move(out));
    Step column = blank(Kind::kColumn, false, out.column->type);
    column.column = out.column;
    const Made of = record(at, std::move(column));
    if (!of) return of;
    Step member = blank(Kind::kMember, true);
    member.args = {*of};
    member.column = out.column;
    member.members = std::move(wanted);
    return record(at, std::move(member));
  }

  const Column* words_of(Id id, Id at) {
    const crl_node& n = node(id);
    if (n.type != CRL_T_TEXT && n.type != CRL_T_SET) return nullptr;
    if (n.op == CRL_X_FIELD) return column(expr_->name(n), n.type, at);
    if (n.op != CRL_X_JSON_PATH) return nullptr;
    const Made made = attribute(id, at);
    return made ? step(at, *made).column : nullptr;
  }

  Made date_part(Id id, Id at) {
    const Made of = value(args(id)[0], at);
    const crl_value* part = literal(args(id)[1]);
    if (!of || part == nullptr || part->is_null != 0 || step(at, *of).type != CRL_T_DATE) return std::nullopt;
    Step out = blank(Kind::kDatePart, false, CRL_T_I64);
    out.args = {*of};
    out.number = part->v.i;
    return record(at, std::move(out));
  }

  Made arithmetic(Id id, Id at) {
    const Made a = value(args(id)[0], at);
    const Made b = value(args(id)[1], at);
    if (!a || !b) return std::nullopt;
    if (!is_exact(node(id).op, node(id).type, step(at, *a).type, step(at, *b).type)) return std::nullopt;
    Step out = blank(Kind::kArithmetic, false, node(id).type);
    out.op = node(id).op;
    out.args = {*a, *b};
    return record(at, std::move(out));
  }

  std::optional<Id> enter(std::string_view relation, Id at) {
    for (const Id child : scope(at).children) {
      if (scope(child).relation == relation) return child;
    }
    const Run* run = scope(at).table->run(relation);
    if (run == nullptr) {
      if (at == 0 && relation == kOrders) wish(std::string(kOrders));
      return std::nullopt;
    }
    const auto child = static_cast<Id>(program_.scopes.size());
    Scope entered;
    entered.table = run->table.get();
    entered.run = run;
    entered.relation = relation;
    program_.scopes.push_back(std::move(entered));
    known_.emplace_back();
    scope(at).children.push_back(child);
    return child;
  }

  Made over(Id id, Id at) {
    const std::uint16_t op = node(id).op;
    const auto child = enter(expr_->name(node(id)), at);
    if (!child) return std::nullopt;
    const bool counts = op == CRL_X_EXISTS || op == CRL_X_COUNT;
    if (args(id).size() != (counts ? 1U : 2U)) return std::nullopt;
    const Made predicate = truth(args(id)[0], *child);
    if (!predicate) return predicate;
    if (op == CRL_X_EXISTS && at == 0) {
      if (const Made made = last_or_first(*child, *predicate)) return made;
    }
    Step out = blank(Kind::kOver, op == CRL_X_EXISTS, node(id).type);
    out.op = op;
    out.child = *child;
    out.predicate = *predicate;
    if (!counts) {
      const Made of = value(args(id)[1], *child);
      if (!of) return of;
      const std::uint32_t type = step(*child, *of).type;
      const bool sums = op == CRL_X_SUM || op == CRL_X_AVG;
      // Doubles are summed exactly by nobody but the reference; a type of less places would round.
      if (sums && (!is_number(type) || type == CRL_T_F64 || scale_of(out.type) < scale_of(type)))
        return std::nullopt;
      if (!sums && (type != out.type || !has_number(type))) return std::nullopt;
      out.value = *of;
    }
    return record(at, std::move(out));
  }

  // The steps that must all hold for one to do so.
  void conjuncts(Id at, Id id, std::vector<Id>& out) {
    if (step(at, id).kind != Kind::kAnd) return out.push_back(id);
    const std::vector<Id> parts = step(at, id).args;
    for (const Id part : parts) conjuncts(at, part, out);
  }

  // "One since a moment" is "the last one is not before it", and "one before it" is "the first one is": which
  // customer's last one it is stays known while the moment is edited. Of customers only.
  Made last_or_first(Id child, Id predicate) {
    std::vector<Id> parts;
    conjuncts(child, predicate, parts);
    const Column* falling = scope(child).run->falling;
    const auto moment = std::find_if(parts.begin(), parts.end(), [&](Id part) {
      const Step& s = step(child, part);
      return s.kind == Kind::kCompareTo && falling != nullptr && s.column == falling &&
             least_of(s).has_value();
    });
    if (moment == parts.end()) return std::nullopt;
    const Step of = step(child, *moment);
    parts.erase(moment);
    Step rest = blank(Kind::kAnd, true);
    rest.args = parts;
    const Made others = parts.size() == 1 ? Made(parts[0]) : record(child, std::move(rest));
    if (!others) return others;
    const bool since = of.op == CRL_X_GE || of.op == CRL_X_GT;
    Step extreme = blank(Kind::kOver, false, CRL_T_TIME);
    extreme.op = since ? CRL_X_MAX : CRL_X_MIN;
    extreme.child = child;
    extreme.predicate = *others;
    extreme.value = of.args[0];
    const Made made = record(0, std::move(extreme));
    if (!made) return made;
    Step out = blank(Kind::kCompareTo, true);
    out.op = of.op;
    out.number = of.number;
    out.args = {*made};
    return record(0, std::move(out));
  }

  const std::int64_t now_us_;
  Program& program_;
  Wishes& wishes_;
  const Expr* expr_ = nullptr;
  std::size_t steps_ = 0;
  std::vector<std::map<std::string, Id>> known_;  // by scope: steps by key
};

}  // namespace

bool compile(std::span<const Expr* const> questions, const Table& customers, std::int64_t now_us,
             Program& out, Wishes& wishes) {
  Compiler compiler(customers, now_us, out, wishes);
  bool complete = true;
  for (const Expr* question : questions) complete = compiler.add(*question) && complete;
  return complete;
}

}  // namespace carillon::index
