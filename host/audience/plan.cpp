#include "audience/plan.h"

#include <algorithm>

namespace carillon::audience {

namespace {

using Kind = PlanNode::Kind;

// `upper`: what is emitted may hold for too many; otherwise for too few, as a `not` around it turns it over.
Expr::Id emit(const Plan& plan, std::size_t at, bool upper, Expr& out) {
  const PlanNode& node = plan.nodes[at];
  if (node.kind == Kind::kLeaf) {
    const PlanLeaf& leaf = plan.leaves[node.leaf];
    if (!leaf.exact && !upper) return out.node(CRL_X_OR, CRL_T_BOOL, {});
    return out.append(leaf.where.view());
  }
  if (node.kind == Kind::kNot) {
    const Expr::Id inner = emit(plan, node.children.front(), !upper, out);
    return out.node(CRL_X_NOT, CRL_T_BOOL, {inner});
  }
  std::vector<Expr::Id> parts;
  for (const std::size_t child : node.children) parts.push_back(emit(plan, child, upper, out));
  if (parts.size() == 1) return parts.front();
  return out.node(node.kind == Kind::kAll ? CRL_X_AND : CRL_X_OR, CRL_T_BOOL, parts);
}

bool is_joined(const Plan& plan, std::size_t at) {
  const PlanNode& node = plan.nodes[at];
  if (node.kind == Kind::kLeaf || node.kind == Kind::kNot || !node.words.empty()) return false;
  return node.children.size() == 1 ? is_joined(plan, node.children.front()) : node.children.size() > 1;
}

std::string explain(const Plan& plan, std::size_t at) {
  const PlanNode& node = plan.nodes[at];
  if (!node.words.empty()) return node.words;
  if (node.kind == Kind::kLeaf) return plan.leaves[node.leaf].words;
  if (node.kind == Kind::kNot) return "not (" + explain(plan, node.children.front()) + ")";
  if (node.children.empty()) return node.kind == Kind::kAll ? "everybody" : "nobody";
  if (node.children.size() == 1) return explain(plan, node.children.front());
  std::string out;
  for (const std::size_t child : node.children) {
    if (!out.empty()) out += node.kind == Kind::kAll ? " and " : " or ";
    out += is_joined(plan, child) ? '(' + explain(plan, child) + ')' : explain(plan, child);
  }
  return out;
}

bool truth(const Plan& plan, std::size_t at, const std::vector<bool>& truths) {
  const PlanNode& node = plan.nodes[at];
  const auto child = [&](std::size_t i) { return truth(plan, i, truths); };
  switch (node.kind) {
    case Kind::kLeaf:
      return truths[node.leaf];
    case Kind::kNot:
      return !child(node.children.front());
    case Kind::kAll:
      return std::ranges::all_of(node.children, child);
    case Kind::kAny:
      return std::ranges::any_of(node.children, child);
  }
  return false;
}

void gather_parts(const Plan& plan, std::size_t at, std::vector<Leaf>& out) {
  const PlanNode& node = plan.nodes[at];
  if (node.kind == Kind::kLeaf) {
    const PlanLeaf& leaf = plan.leaves[node.leaf];
    out.push_back({leaf.pointer, leaf.where});
  } else if (!node.words.empty()) {
    Leaf segment{node.pointer, {}};
    emit(plan, at, true, segment.where);
    out.push_back(std::move(segment));
  } else {
    for (const std::size_t child : node.children) gather_parts(plan, child, out);
  }
}

void gather_groups(const Plan& plan, std::size_t at, std::vector<Leaf>& out) {
  const PlanNode& node = plan.nodes[at];
  if (node.kind == Kind::kLeaf || !node.words.empty()) return;
  Leaf group{node.pointer, {}};
  emit(plan, at, true, group.where);
  out.push_back(std::move(group));
  for (const std::size_t child : node.children) gather_groups(plan, child, out);
}

}  // namespace

bool Plan::exact() const { return std::ranges::all_of(leaves, &PlanLeaf::exact); }

Expr Plan::where() const {
  Expr out;
  emit(*this, 0, true, out);
  return out;
}

std::vector<Leaf> Plan::parts() const {
  std::vector<Leaf> out;
  gather_parts(*this, 0, out);
  return out;
}

std::vector<Leaf> Plan::groups() const {
  std::vector<Leaf> out;
  gather_groups(*this, 0, out);
  return out;
}

std::string Plan::explanation() const { return explain(*this, 0); }

bool Plan::holds(const std::vector<bool>& truths) const { return truth(*this, 0, truths); }

}  // namespace carillon::audience
