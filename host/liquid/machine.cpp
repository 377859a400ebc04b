#include "liquid/machine.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <new>
#include <type_traits>

namespace carillon::liquid {

using Kind = Value::Kind;

void* Arena::take(std::size_t bytes) {
  bytes = (bytes + 15) & ~std::size_t{15};
  taken_ += bytes;
  if (taken_ > Limits::kScratch) throw Stopped{Rendered::kTooLong};
  if (bytes > kBlock / 4) {
    large_.push_back(std::make_unique<std::byte[]>(bytes));
    return large_.back().get();
  }
  if (used_ + bytes > kBlock) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) blocks_.push_back(std::make_unique<std::byte[]>(kBlock));
  void* out = blocks_[block_].get() + used_;
  used_ += bytes;
  return out;
}

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* bytes = static_cast<char*>(take(text.size()));
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

void Arena::reset() {
  constexpr std::size_t kKept = 8;  // blocks
  if (blocks_.size() > kKept) blocks_.resize(kKept);
  large_.clear();
  block_ = used_ = taken_ = 0;
}

void Writer::number(std::int64_t i) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, i).ptr;
  add({digits, static_cast<std::size_t>(end - digits)});
}

void Machine::begin(const Template::Program& program, const Input& input) {
  constexpr std::size_t kKept = std::size_t{256} << 10U;
  program_ = &program;
  input_ = &input;
  steps_ = Limits::kSteps;
  arena_.reset();
  if (work_.capacity() > kKept) work_ = {};
  locals.assign(program.locals, {});
  loops.resize(program.loops);
  counters.assign(program.counters, 0);
  for (auto& capture : captures) {
    if (capture.capacity() > kKept) capture = {};
  }
  open_captures = 0;
  writers.clear();
  attributes_ = nullptr;
  parsed_ = false;
}

std::string_view Machine::text_of(const Value& value) {
  if (value.kind == Kind::kText) return value.s;
  return make([&](Writer& out) { write_value(value, out); });
}

Value* Machine::new_values(std::size_t n) {
  static_assert(std::is_trivially_destructible_v<Value> && alignof(Value) <= 16);
  if (n > Limits::kItems) throw Stopped{Rendered::kTooLong};
  charge(n);
  auto* values = static_cast<Value*>(arena_.take(std::max<std::size_t>(n, 1) * sizeof(Value)));
  std::uninitialized_fill_n(values, n, Value{});
  return values;
}

Value Machine::from_json(const json::value& node) {
  switch (node.kind()) {
    case json::kind::null:
      return {};
    case json::kind::bool_:
      return Value::boolean(node.get_bool());
    case json::kind::int64:
      return Value::whole(node.get_int64());
    case json::kind::string:
      return Value::text(node.get_string());
    case json::kind::uint64:
      return Value::text(make([&](Writer& out) { out.add(std::to_string(node.get_uint64())); }));
    case json::kind::double_: {
      const double units = std::round(node.get_double() * static_cast<double>(Decimal::kScale));
      if (std::fabs(units) < 9e18) return Value::decimal(static_cast<std::int64_t>(units));
      return Value::text(make([&](Writer& out) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, node.get_double()).ptr;
        out.add({digits, static_cast<std::size_t>(end - digits)});
      }));
    }
    default: {
      Value out;
      out.kind = Kind::kJson;
      out.node = &node;
      return out;
    }
  }
}

std::span<const Value> Machine::items_of(const Value& value) {
  switch (value.kind) {
    case Kind::kMissing:
      return {};
    case Kind::kList:
      return {value.items, static_cast<std::size_t>(value.i)};
    case Kind::kSet: {
      const auto n = static_cast<std::size_t>(std::count(value.s.begin(), value.s.end(), kSetEnd));
      Value* out = new_values(n);
      std::string_view rest = value.s;
      for (std::size_t i = 0; i < n; ++i) {
        const auto end = rest.find(kSetEnd);
        out[i] = Value::text(rest.substr(0, end));
        rest.remove_prefix(end + 1);
      }
      return {out, n};
    }
    case Kind::kJson:
      if (const auto* array = value.node->if_array()) {
        Value* out = new_values(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) out[i] = from_json((*array)[i]);
        return {out, array->size()};
      }
      break;
    default:
      break;
  }
  Value* out = new_values(1);
  *out = value;
  return {out, 1};
}

}  // namespace carillon::liquid
