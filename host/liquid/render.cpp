#include <algorithm>
#include <cstring>

#include "liquid/machine.h"

namespace carillon::liquid {

namespace {

using Kind = Value::Kind;

class Renderer {
 public:
  Renderer(const Template::Program& program, Machine& machine, MissingSet* missing)
      : program_(program), machine_(machine), missing_(missing) {}

  void run(std::string& message) {
    Writer whole(message, Limits::kOutput);
    out_ = &whole;
    const std::size_t end = program_.ops.size();
    for (std::size_t at = 0; at < end;) {
      const Op& op = program_.ops[at];
      ++at;
      machine_.charge(0);
      switch (op.kind) {
        case Op::Kind::kText:
          out_->add(op.text);
          break;
        case Op::Kind::kOutput:
          output(op);
          break;
        case Op::Kind::kJump:
          at = op.target;
          break;
        case Op::Kind::kJumpUnless:
          if (holds(op.terms) == op.negate) at = op.target;
          break;
        case Op::Kind::kAssign:
          machine_.locals[op.at] = value(op.value);
          break;
        case Op::Kind::kCaptureBegin:
          begin_capture();
          break;
        case Op::Kind::kCaptureEnd:
          end_capture(op, whole);
          break;
        case Op::Kind::kLoopBegin:
          if (!begin_loop(op)) at = op.target;
          break;
        case Op::Kind::kLoopNext: {
          Loop& loop = machine_.loops[op.loop];
          if (++loop.at >= loop.size) break;
          machine_.locals[op.at] = loop.items[loop.at];
          at = op.target;
          break;
        }
        case Op::Kind::kCycle: {
          const std::size_t turn = machine_.counters[op.at]++ % op.list.size();
          write_for(op.mode, machine_.value(op.list[turn]), machine_, *out_);
          break;
        }
      }
    }
  }

 private:
  Value value(const Expression& expression) {
    Value v = machine_.value(expression.operand);
    for (const Filter& filter : expression.filters) {
      Value args[kMostArguments];
      for (std::size_t i = 0; i < filter.args.size(); ++i) args[i] = machine_.value(filter.args[i]);
      machine_.charge(0);
      v = filter.spec->apply(machine_, v, {args, filter.args.size()});
    }
    return v;
  }

  void output(const Op& op) {
    if (missing_ != nullptr && !op.value.guarded && op.value.operand.name != kNone32 &&
        machine_.value(op.value.operand).nothing()) {
      missing_->mark(op.value.operand.name);
    }
    write_for(op.mode, value(op.value), machine_, *out_);
  }

  void begin_capture() {
    if (machine_.open_captures == machine_.captures.size()) machine_.captures.emplace_back();
    auto& text = machine_.captures[machine_.open_captures++];
    text.clear();
    machine_.writers.emplace_back(text, Limits::kOutput);
    out_ = &machine_.writers.back();
  }

  void end_capture(const Op& op, Writer& whole) {
    Value v = Value::text(machine_.arena().keep(machine_.captures[--machine_.open_captures]));
    v.html = program_.escape == Escape::kHtml;
    machine_.locals[op.at] = v;
    machine_.writers.pop_back();
    out_ = machine_.writers.empty() ? &whole : &machine_.writers.back();
  }

  bool begin_loop(const Op& op) {
    auto items = machine_.items_of(value(op.value));
    if (op.has_offset) {
      const auto offset = as_whole(machine_.value(op.offset)).value_or(0);
      items =
          items.subspan(std::min(items.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, offset))));
    }
    if (op.has_limit) {
      const auto limit = as_whole(machine_.value(op.limit)).value_or(0);
      items = items.first(std::min(items.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, limit))));
    }
    if (items.empty()) return false;
    if (op.reversed) {
      Value* turned = machine_.new_values(items.size());
      std::reverse_copy(items.begin(), items.end(), turned);
      items = {turned, items.size()};
    }
    machine_.loops[op.loop] = {items.data(), items.size(), 0};
    machine_.locals[op.at] = items.front();
    return true;
  }

  bool contains(const Value& left, const Value& right) {
    if (right.missing()) return false;
    if (left.kind == Kind::kText) {
      const std::string_view what = machine_.text_of(right);
      machine_.charge(left.s.size());
      return what.empty() || ::memmem(left.s.data(), left.s.size(), what.data(), what.size()) != nullptr;
    }
    if (left.kind == Kind::kJson && left.node->is_object())
      return right.kind == Kind::kText && left.node->get_object().contains(right.s);
    if (!left.is_list()) return false;
    const auto items = machine_.items_of(left);
    return std::any_of(items.begin(), items.end(), [&](const Value& item) { return equal(item, right); });
  }

  bool holds(const Term& term) {
    const Value left = machine_.value(term.left);
    if (term.test == Term::Test::kTrue) return left.truthy();
    const Value right = machine_.value(term.right);
    machine_.charge(std::min(left.s.size(), right.s.size()));
    switch (term.test) {
      case Term::Test::kContains:
        return contains(left, right);
      case Term::Test::kEq:
        return equal(left, right);
      case Term::Test::kNe:
        return !equal(left, right);
      default:
        break;
    }
    const auto by = order(left, right);
    if (!by) return false;
    switch (term.test) {
      case Term::Test::kLt:
        return *by < 0;
      case Term::Test::kLe:
        return *by <= 0;
      case Term::Test::kGt:
        return *by > 0;
      default:
        return *by >= 0;
    }
  }

  // Liquid joins from the right: a and b or c is a and (b or c).
  bool holds(const std::vector<Term>& terms) {
    bool result = holds(terms.back());
    for (std::size_t i = terms.size() - 1; i-- > 0;) {
      machine_.charge(0);
      result = terms[i].and_next ? holds(terms[i]) && result : holds(terms[i]) || result;
    }
    return result;
  }

  const Template::Program& program_;
  Machine& machine_;
  MissingSet* missing_;
  Writer* out_ = nullptr;
};

}  // namespace

bool MissingSet::any() const {
  return std::any_of(flags_.begin(), flags_.end(), [](std::uint8_t flag) { return flag != 0; });
}

std::string Fault::text() const {
  return (partial.empty() ? "" : "in the partial \"" + partial + "\", ") + "line " + std::to_string(line) +
         ", column " + std::to_string(column) + ": " + message;
}

const std::vector<std::string>& Template::columns() const { return program_->columns; }
const std::vector<std::string>& Template::slots() const { return program_->slots; }
const std::vector<std::string>& Template::partials() const { return program_->partials; }
const std::vector<std::string>& Template::variables() const { return program_->variables; }

bool Template::blank() const {
  return std::none_of(program_->ops.begin(), program_->ops.end(), [](const Op& op) {
    return op.kind == Op::Kind::kOutput || op.kind == Op::Kind::kCycle ||
           (op.kind == Op::Kind::kText && op.text.find_first_not_of(" \t\r\n") != std::string_view::npos);
  });
}

Rendered Template::render(const Input& input, std::string& out, MissingSet* missing) const {
  thread_local Machine machine;
  const std::size_t before = out.size();
  if (missing != nullptr) missing->reset(program_->variables.size());
  machine.begin(*program_, input);
  try {
    Renderer(*program_, machine, missing).run(out);
    return Rendered::kDone;
  } catch (const Stopped& stopped) {
    out.resize(before);
    return stopped.why;
  }
}

}  // namespace carillon::liquid
