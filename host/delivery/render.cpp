#include <carillon/value.hpp>

#include "base/json.h"
#include "base/wide.h"
#include "delivery/program.h"

namespace carillon::delivery {

namespace {

using Kind = Value::Kind;

Value from_cell(const crl_value& cell) {
  if (cell.is_null != 0) return {};
  switch (cell.type) {
    case CRL_T_BOOL:
      return {Kind::kBool, cell.v.i, {}};
    case CRL_T_I64:
      return {Kind::kInt, cell.v.i, {}};
    case CRL_T_DECIMAL:
      return {Kind::kDecimal, cell.v.i, {}};
    case CRL_T_TIME:
      return {Kind::kTime, cell.v.i, {}};
    case CRL_T_DATE:
      return {Kind::kDate, cell.v.i, {}};
    case CRL_T_SET:
      return {Kind::kSet, 0, view(cell.v.s)};
    default:
      return {Kind::kText, 0, view(cell.v.s)};
  }
}

class Renderer {
 public:
  Renderer(const Template::Program& program, std::span<const crl_value> cells, Scratch& scratch)
      : program_(program), cells_(cells), scratch_(scratch) {}

  void run(std::string& out) {
    for (std::size_t at = 0; at < program_.steps.size();) {
      const Step& step = program_.steps[at];
      ++at;
      switch (step.kind) {
        case Step::Kind::kText:
          out += step.text;
          break;
        case Step::Kind::kOutput:
          output(step, out);
          break;
        case Step::Kind::kJump:
          at = step.target;
          break;
        case Step::Kind::kJumpUnless:
          if (holds(step.terms, 0) == step.negate) at = step.target;
          break;
      }
    }
  }

 private:
  Value value(const Operand& operand) {
    switch (operand.from) {
      case Operand::From::kLiteral: {
        Value v = operand.literal;
        if (v.kind == Kind::kText) v.s = operand.text;
        return v;
      }
      case Operand::From::kColumn:
        return from_cell(cells_[operand.column]);
      case Operand::From::kFirstName: {
        Value v = from_cell(cells_[operand.column]);
        const auto first = v.s.find_first_not_of(' ');
        if (first == std::string_view::npos) return {};
        v.s = v.s.substr(first);
        v.s = v.s.substr(0, v.s.find(' '));
        return v;
      }
      case Operand::From::kAttribute:
        return attribute(operand);
    }
    return {};
  }

  Value attribute(const Operand& operand) {
    if (!parsed_) {
      parsed_ = true;
      if (auto document = parse_json(cell::as_text(cells_[operand.column])))
        attributes_ = std::move(*document);
    }
    const auto* found = at_pointer(attributes_, operand.text);
    if (found == nullptr) return {};
    if (found->is_string()) return {Kind::kText, 0, found->get_string()};
    if (found->is_bool()) return {Kind::kBool, found->get_bool() ? 1 : 0, {}};
    if (found->is_int64()) return {Kind::kInt, found->get_int64(), {}};
    if (const auto d = json_decimal(*found)) return {Kind::kDecimal, d->units, {}};
    if (found->is_null()) return {};
    std::string& text = scratch_.text();
    text = json::serialize(*found);
    return {Kind::kText, 0, text};
  }

  void output(const Step& step, std::string& out) {
    Value v = value(step.operand);
    for (const Filter& filter : step.filters) {
      Value args[2];
      for (std::size_t i = 0; i < filter.args.size(); ++i) args[i] = value(filter.args[i]);
      v = apply(filter, v, {args, filter.args.size()}, program_, scratch_);
    }
    const bool escaped = !step.filters.empty() && step.filters.back().kind == Filter::Kind::kEscape;
    if (program_.escape == Escape::kNone || escaped) {
      write_value(v, out);
    } else if (v.kind == Kind::kText) {
      write_html(v.s, out);
    } else {
      std::string& text = scratch_.text();
      write_value(v, text);
      write_html(text, out);
    }
  }

  static bool is_number(const Value& v) { return v.kind == Kind::kInt || v.kind == Kind::kDecimal; }

  // -1, 0, 1, or nullopt when the two cannot be compared.
  static std::optional<int> order(const Value& a, const Value& b) {
    if (is_number(a) && is_number(b)) {
      const auto units = [](const Value& v) {
        return static_cast<Int128>(v.i) * (v.kind == Kind::kInt ? Decimal::kScale : 1);
      };
      return units(a) < units(b) ? -1 : units(a) > units(b) ? 1 : 0;
    }
    if (a.kind != b.kind || a.kind == Kind::kMissing) return std::nullopt;
    if (a.kind == Kind::kText || a.kind == Kind::kSet) return a.s.compare(b.s) < 0 ? -1 : a.s == b.s ? 0 : 1;
    return a.i < b.i ? -1 : a.i > b.i ? 1 : 0;
  }

  bool holds(const Term& term) {
    const Value left = value(term.left);
    if (term.op == Term::Op::kTrue) {
      return left.kind != Kind::kMissing && !(left.kind == Kind::kBool && left.i == 0);
    }
    const Value right = value(term.right);
    if (term.op == Term::Op::kContains) {
      if (left.kind == Kind::kText) return left.s.find(right.s) != std::string_view::npos;
      if (left.kind != Kind::kSet) return false;
      for (const auto& item : unpack_set(left.s)) {
        if (item == right.s) return true;
      }
      return false;
    }
    const auto by = order(left, right);
    if (!by) {
      const bool both_missing = left.kind == Kind::kMissing && right.kind == Kind::kMissing;
      return term.op == Term::Op::kEq ? both_missing : term.op == Term::Op::kNe && !both_missing;
    }
    switch (term.op) {
      case Term::Op::kEq:
        return *by == 0;
      case Term::Op::kNe:
        return *by != 0;
      case Term::Op::kLt:
        return *by < 0;
      case Term::Op::kLe:
        return *by <= 0;
      case Term::Op::kGt:
        return *by > 0;
      default:
        return *by >= 0;
    }
  }

  // Liquid joins from the right: a and b or c is a and (b or c).
  bool holds(const std::vector<Term>& terms, std::size_t from) {
    bool result = holds(terms.back());
    for (std::size_t i = terms.size() - 1; i-- > from;) {
      result = terms[i].and_next ? holds(terms[i]) && result : holds(terms[i]) || result;
    }
    return result;
  }

  const Template::Program& program_;
  std::span<const crl_value> cells_;
  Scratch& scratch_;
  json::value attributes_;
  bool parsed_ = false;
};

}  // namespace

const std::vector<std::string>& Template::columns() const { return program_->columns; }

bool Template::blank() const {
  for (const Step& step : program_->steps) {
    if (step.kind == Step::Kind::kOutput) return false;
    if (step.text.find_first_not_of(" \t\r\n") != std::string::npos) return false;
  }
  return true;
}

void Template::render(std::span<const crl_value> cells, std::string& out) const {
  thread_local Scratch scratch;
  scratch.reset();
  Renderer(*program_, cells, scratch).run(out);
}

}  // namespace carillon::delivery
