// The flat program that a template is compiled to. Private to the library.
//
// Invariant: every view in it is of `texts` or of static data; it never changes once it is made.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/html_place.h"
#include "liquid/template.h"
#include "liquid/value.h"

namespace carillon::liquid {

class Machine;

inline constexpr std::uint32_t kNone32 = static_cast<std::uint32_t>(-1);

enum class LoopFact : std::uint8_t { kIndex, kIndex0, kRindex, kRindex0, kFirst, kLast, kLength };

struct Operand;

// One step into a value: [name], [index] or [variable].
struct PathStep {
  std::string_view name;
  std::int64_t index = 0;
  std::uint32_t operand = kNone32;  // of Program::operands
  bool by_index = false;
};

struct Operand {
  enum class From : std::uint8_t {
    kLiteral,
    kColumn,
    kFirstName,
    kAttributes,
    kSlot,
    kData,
    kLocal,
    kLoop,
    kRange
  };
  From from = From::kLiteral;
  LoopFact fact = LoopFact::kIndex;
  std::uint32_t at = 0;          // column, slot, local or loop; kRange: the first of its two operands
  std::uint32_t to = 0;          // kRange: the second
  std::uint32_t name = kNone32;  // of Program::variables, when it is one
  Value literal;
  std::vector<PathStep> path;
};

struct FilterSpec {
  std::string_view name;
  std::uint8_t least, most;  // arguments
  Value (*apply)(Machine& machine, const Value& value, std::span<const Value> args);
};

// All filters, and one of them by name or null.
std::span<const FilterSpec> filter_specs();
const FilterSpec* find_filter(std::string_view name);

inline constexpr std::size_t kMostArguments = 3;

struct Filter {
  const FilterSpec* spec = nullptr;
  std::vector<Operand> args;
};

struct Expression {
  Operand operand;
  std::vector<Filter> filters;
  bool guarded = false;  // `default` is among the filters
};

struct Term {
  enum class Test : std::uint8_t { kTrue, kEq, kNe, kLt, kLe, kGt, kGe, kContains };
  Operand left, right;
  Test test = Test::kTrue;
  bool and_next = true;  // how it joins the term after it
};

struct Op {
  enum class Kind : std::uint8_t {
    kText,
    kOutput,
    kJump,
    kJumpUnless,
    kAssign,
    kCaptureBegin,
    kCaptureEnd,
    kLoopBegin,
    kLoopNext,
    kCycle
  };
  Kind kind = Kind::kText;
  Mode mode = Mode::kPlain;  // kOutput, kCycle
  bool negate = false;       // kJumpUnless: of `unless`
  bool reversed = false;     // kLoopBegin
  bool has_limit = false, has_offset = false;
  std::uint32_t at = 0;       // kAssign, kCaptureEnd, loops: the local; kCycle: the counter
  std::uint32_t loop = 0;     // loops
  std::uint32_t target = 0;   // jumps; kLoopBegin: where nothing is to do; kLoopNext: the body
  std::string_view text;      // kText
  Expression value;           // kOutput, kAssign, kLoopBegin
  Operand limit, offset;      // kLoopBegin
  std::vector<Term> terms;    // kJumpUnless
  std::vector<Operand> list;  // kCycle
};

struct Template::Program {
  std::vector<Op> ops;
  std::deque<std::string> texts;
  std::vector<Operand> operands;  // of ranges and of [variable] steps
  std::vector<std::string> columns, slots, partials, variables;
  std::uint32_t locals = 0, loops = 0, counters = 0;
  Escape escape = Escape::kNone;
  std::string currency, timezone;
};

}  // namespace carillon::liquid
