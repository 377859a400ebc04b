// Questions, made ready to be asked of tables: what can be known before any row is looked at is known.
//
// Texts are compared here, once for each different text of a column, so that rows need only a look at a
// table. Equal parts of the questions become one step. A program points into the tables: it is good while
// they stand still.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <carillon/expr.hpp>

#include "index/table.h"

namespace carillon::index {

struct Step {
  enum class Kind {
    kConstant,  // value: number
    kColumn,    // value: column
    kNothing,   // truth: of no row
    kAnd,       // truth, as all below to kMissing
    kOr,
    kNot,
    kMissing,     // args[0] is
    kTruth,       // args[0] is there and not 0
    kCompare,     // op of args[0] and args[1], of whatever numeric types
    kCompareTo,   // op of args[0] and number, both in units of args[0]'s type
    kMember,      // args[0] is one of members
    kCode,        // column's code stands in codes
    kAsNumber,    // value: args[0]'s truth as 0 or 1
    kDatePart,    // value: number is the part
    kArithmetic,  // value: op of args[0] and args[1]
    kOver,        // value, or truth of EXISTS: op over the rows of scope child
  };
  Kind kind = Kind::kNothing;
  std::uint16_t op = 0;
  std::uint32_t type = 0;
  bool is_truth = false;
  std::vector<std::uint32_t> args;  // steps of the same scope
  const Column* column = nullptr;   // of kCompareTo and kMember: args[0] is it
  std::int64_t number = 0;
  bool is_missing = false;                            // of kConstant
  std::vector<std::int64_t> members;                  // ascending
  std::vector<std::uint8_t> codes;                    // one for each code, that of missing ones (0) too
  std::uint32_t child = 0, predicate = 0, value = 0;  // of kOver; steps of the child
};

// Equal steps have equal keys.
std::string key_of(const Step& step);

// The steps about the rows of one table: the customers, or what a relation leads to.
struct Scope {
  const Table* table = nullptr;
  const Run* run = nullptr;  // from the rows of the scope around it
  std::string relation;
  std::vector<std::uint32_t> children;  // scopes
  std::vector<Step> steps;              // arguments stand before those that use them
};

struct Program {
  std::vector<Scope> scopes;         // the first is the customers'
  std::vector<std::uint32_t> roots;  // of each question; steps of the first scope that are truths
};

// What was asked for and is not in memory; see people.h for the names.
using Wishes = std::set<std::string>;

// False: some part cannot be answered from these tables; `wishes` then names what would help, if anything.
bool compile(std::span<const Expr* const> questions, const Table& customers, std::int64_t now_us,
             Program& out, Wishes& wishes);

}  // namespace carillon::index
