// Operands to values.
#include <algorithm>

#include "base/fold.h"
#include "liquid/machine.h"

namespace carillon::liquid {

using Kind = Value::Kind;

namespace {

constexpr std::size_t kJsonMemory = std::size_t{16} << 10U;

std::size_t count_of(const Value& value) {
  if (value.kind == Kind::kList) return static_cast<std::size_t>(value.i);
  if (value.kind == Kind::kSet)
    return static_cast<std::size_t>(std::count(value.s.begin(), value.s.end(), kSetEnd));
  return value.node->get_array().size();
}

Value first_name(const Value& name) {
  if (name.kind != Kind::kText) return {};
  std::string_view s = name.s;
  const auto first = s.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  s = s.substr(first);
  return Value::text(s.substr(0, s.find(' ')));
}

Value fact_of(const Loop& loop, LoopFact fact) {
  const auto at = static_cast<std::int64_t>(loop.at);
  const auto size = static_cast<std::int64_t>(loop.size);
  switch (fact) {
    case LoopFact::kIndex:
      return Value::whole(at + 1);
    case LoopFact::kIndex0:
      return Value::whole(at);
    case LoopFact::kRindex:
      return Value::whole(size - at);
    case LoopFact::kRindex0:
      return Value::whole(size - at - 1);
    case LoopFact::kFirst:
      return Value::boolean(at == 0);
    case LoopFact::kLast:
      return Value::boolean(at + 1 == size);
    case LoopFact::kLength:
      return Value::whole(size);
  }
  return {};
}

}  // namespace

const json::value* Machine::attributes(std::uint32_t column) {
  if (parsed_) return attributes_;
  parsed_ = true;
  const std::string_view text = cell::as_text(input_->cells[column]);
  if (text.empty()) return nullptr;
  if (json_memory_ == nullptr) json_memory_ = std::make_unique<unsigned char[]>(kJsonMemory);
  json_.reset();
  json_resource_.emplace(json_memory_.get(), kJsonMemory);
  boost::system::error_code error;
  json_.emplace(json::parse(text, error, &*json_resource_));
  if (!error) attributes_ = &*json_;
  return attributes_;
}

Value Machine::step_into(const Value& from, const PathStep& step) {
  Value by;
  std::string_view name = step.name;
  bool by_index = step.by_index;
  std::int64_t index = step.index;
  if (step.operand != kNone32) {
    by = value(program_->operands[step.operand]);
    by_index = by.kind == Kind::kInt;
    index = by.i;
    if (!by_index && by.kind != Kind::kText) return {};
    name = by.s;
  }
  if (by_index) {
    if (!from.is_list()) return {};
    const auto size = static_cast<std::int64_t>(count_of(from));
    if (index < 0) index += size;
    if (index < 0 || index >= size) return {};
    if (from.kind == Kind::kList) return from.items[index];
    if (from.kind == Kind::kJson) return from_json(from.node->get_array()[static_cast<std::size_t>(index)]);
    return items_of(from)[static_cast<std::size_t>(index)];
  }
  if (from.kind == Kind::kJson && from.node->is_object()) {
    const auto& object = from.node->get_object();
    if (const auto* found = object.if_contains(name)) return from_json(*found);
    if (name == "size") return Value::whole(static_cast<std::int64_t>(object.size()));
    return {};
  }
  if (from.is_list()) {
    const std::size_t size = count_of(from);
    if (name == "size") return Value::whole(static_cast<std::int64_t>(size));
    if (size == 0 || (name != "first" && name != "last")) return {};
    PathStep end;
    end.by_index = true;
    end.index = name == "first" ? 0 : -1;
    return step_into(from, end);
  }
  if (from.kind == Kind::kText && name == "size")
    return Value::whole(static_cast<std::int64_t>(code_points(from.s)));
  return {};
}

Value Machine::value(const Operand& operand) {
  Value out;
  switch (operand.from) {
    case Operand::From::kLiteral:
      return operand.literal;
    case Operand::From::kColumn:
      out = from_cell(input_->cells[operand.at]);
      break;
    case Operand::From::kFirstName:
      out = first_name(from_cell(input_->cells[operand.at]));
      break;
    case Operand::From::kAttributes:
      if (const auto* root = attributes(operand.at)) out = from_json(*root);
      break;
    case Operand::From::kSlot:
      if (operand.at < input_->slots.size() && !input_->slots[operand.at].empty())
        out = Value::text(input_->slots[operand.at]);
      break;
    case Operand::From::kData:
      if (input_->data != nullptr) out = from_json(*input_->data);
      break;
    case Operand::From::kLocal:
      out = locals[operand.at];
      break;
    case Operand::From::kLoop:
      return fact_of(loops[operand.at], operand.fact);
    case Operand::From::kRange: {
      const auto from = as_whole(value(program_->operands[operand.at]));
      const auto to = as_whole(value(program_->operands[operand.to]));
      if (!from || !to || *to < *from) return Value::list(nullptr, 0);
      std::int64_t distance = 0;
      if (__builtin_sub_overflow(*to, *from, &distance) ||
          distance >= static_cast<std::int64_t>(Limits::kItems))
        throw Stopped{Rendered::kTooLong};
      const auto n = static_cast<std::size_t>(distance) + 1;
      Value* items = new_values(n);
      for (std::size_t i = 0; i < n; ++i) items[i] = Value::whole(*from + static_cast<std::int64_t>(i));
      return Value::list(items, n);
    }
  }
  for (const PathStep& step : operand.path) {
    if (out.missing()) return out;
    out = step_into(out, step);
  }
  return out;
}

}  // namespace carillon::liquid
