// The flat program that a template is compiled to. Private to the template's files.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/template.h"

namespace carillon::delivery {

// A value while it is rendered. Text borrows from the cells, the program or the renderer's scratch.
struct Value {
  enum class Kind { kMissing, kBool, kInt, kDecimal, kTime, kDate, kText, kSet };
  Kind kind = Kind::kMissing;
  std::int64_t i = 0;
  std::string_view s;
};

struct Operand {
  enum class From { kLiteral, kColumn, kFirstName, kAttribute };
  From from = From::kLiteral;
  std::uint32_t column = 0;  // kColumn, kFirstName, kAttribute: index into columns
  Value literal;
  std::string text;  // kLiteral: the bytes behind literal.s; kAttribute: the JSON pointer
};

struct Filter {
  enum class Kind {
    kDefault,
    kUpcase,
    kDowncase,
    kCapitalize,
    kStrip,
    kTruncate,
    kAppend,
    kPrepend,
    kReplace,
    kEscape,
    kUrlEncode,
    kMoney,
    kDate,
    kPlus,
    kMinus,
    kTimes,
    kRound
  };
  Kind kind;
  std::vector<Operand> args;
};

struct Term {  // left op right; op 0 = is left true
  enum class Op { kTrue, kEq, kNe, kLt, kLe, kGt, kGe, kContains };
  Operand left, right;
  Op op = Op::kTrue;
  bool and_next = true;  // how it joins the term after it
};

struct Step {
  enum class Kind { kText, kOutput, kJump, kJumpUnless };
  Kind kind = Kind::kText;
  std::string text;             // kText
  Operand operand;              // kOutput
  std::vector<Filter> filters;  // kOutput
  std::vector<Term> terms;      // kJumpUnless
  bool negate = false;          // kJumpUnless: of `unless`
  std::size_t target = 0;       // kJump, kJumpUnless
};

struct Template::Program {
  std::vector<Step> steps;
  std::vector<std::string> columns;
  Escape escape = Escape::kNone;
  std::string currency, timezone;
};

// delivery/filters.cpp
// The filter of a name and the number of its arguments (least, most), or null.
struct FilterSpec {
  std::string_view name;
  Filter::Kind kind;
  std::size_t least, most;
};
std::span<const FilterSpec> filter_specs();

// Texts that a rendering makes; stable while they are added.
class Scratch {
 public:
  std::string& text();
  void reset() { used_ = 0; }

 private:
  std::vector<std::unique_ptr<std::string>> texts_;
  std::size_t used_ = 0;
};

Value apply(const Filter& filter, Value value, std::span<const Value> args, const Template::Program& program,
            Scratch& scratch);

// A value as it is written into a message.
void write_value(const Value& value, std::string& out);
void write_html(std::string_view text, std::string& out);

}  // namespace carillon::delivery
