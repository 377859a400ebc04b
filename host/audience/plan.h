// What a compiled rule is made of: its groups as a tree, its leaves as expressions.
//
// Built by the compiler and immutable after; shared by everything that counts, pages and explains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <carillon/abi/segop.h>
#include <carillon/expr.hpp>

#include "audience/audience.h"
#include "base/json.h"

namespace carillon::audience {

struct PlanLeaf {
  std::string pointer, words;
  Expr where;
  bool exact = true;
  // For leaves that storage cannot decide: the operator is asked about each customer.
  const crl_operator* op = nullptr;
  void* self = nullptr;
  json::value leaf;
};

struct PlanNode {
  enum class Kind { kAll, kAny, kNot, kLeaf };
  Kind kind = Kind::kAll;
  std::vector<std::size_t> children;  // indexes into nodes
  std::size_t leaf = 0;               // of kLeaf: index into leaves
  std::string pointer;
  std::string words;  // of a saved segment, which is one thing to whoever reads the rule; else empty
};

struct Plan {
  std::vector<PlanNode> nodes;  // children after parents; nodes[0] is the rule
  std::vector<PlanLeaf> leaves;

  bool exact() const;
  // The rule as one condition. Where leaves are inexact it selects too many, never too few.
  Expr where() const;
  // The rule's conditions each alone, a saved segment as one of them.
  std::vector<Leaf> parts() const;
  // Its groups each alone, the whole first; what a saved segment is made of is left out.
  std::vector<Leaf> groups() const;
  // In words; brackets only where they are needed.
  std::string explanation() const;
  // Whether the rule holds, given the truth of each leaf. REQUIRES: truths has one for each leaf.
  bool holds(const std::vector<bool>& truths) const;
};

}  // namespace carillon::audience
