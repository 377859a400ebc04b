#include "audience/algebra.h"

#include <algorithm>

namespace carillon::audience {

namespace {

using Kind = PlanNode::Kind;

std::size_t add_node(Plan& plan, Kind kind, std::string pointer) {
  plan.nodes.push_back({kind, {}, 0, std::move(pointer), {}});
  return plan.nodes.size() - 1;
}

// Copies a part's plan below a node.
void graft(Plan& plan, std::size_t below, const Part& part) {
  const Plan& from = *part.rule->plan;
  const std::size_t first_node = plan.nodes.size();
  const std::size_t first_leaf = plan.leaves.size();
  for (PlanNode node : from.nodes) {
    for (std::size_t& child : node.children) child += first_node;
    node.leaf += first_leaf;
    node.pointer.insert(0, part.pointer);
    plan.nodes.push_back(std::move(node));
  }
  for (PlanLeaf leaf : from.leaves) {
    leaf.pointer.insert(0, part.pointer);
    plan.leaves.push_back(std::move(leaf));
  }
  if (!part.words.empty()) plan.nodes[first_node].words = part.words;
  plan.nodes[below].children.push_back(first_node);
}

CompiledRule finished(Plan plan, std::span<const Part> parts, std::int64_t now_us) {
  auto shared = std::make_shared<const Plan>(std::move(plan));
  auto out = std::make_shared<Compiled>();
  out->where = shared->where();
  out->explanation = shared->explanation();
  for (const Part& part : parts) {
    for (const auto& warning : part.rule->warnings) {
      if (std::ranges::find(out->warnings, warning) == out->warnings.end()) out->warnings.push_back(warning);
    }
  }
  out->leaves = shared->parts();
  out->exact = shared->exact();
  out->now_us = now_us;
  out->plan = std::move(shared);
  return out;
}

}  // namespace

CompiledRule customers(std::span<const Id> ids, std::int64_t now_us) {
  Plan plan;
  if (ids.empty()) {
    add_node(plan, Kind::kAny, "");
    return finished(std::move(plan), {}, now_us);
  }
  add_node(plan, Kind::kLeaf, "");
  PlanLeaf& leaf = plan.leaves.emplace_back();
  leaf.words = ids.size() == 1 ? "is one named customer"
                               : "is one of " + std::to_string(ids.size()) + " named customers";
  std::vector<Expr::Id> args{leaf.where.field("id", CRL_T_I64)};
  for (const Id id : ids) args.push_back(leaf.where.lit(cell::of_int(id)));
  leaf.where.node(CRL_X_IN, CRL_T_BOOL, args);
  return finished(std::move(plan), {}, now_us);
}

CompiledRule joined(Kind kind, std::span<const Part> parts, std::int64_t now_us) {
  Plan plan;
  add_node(plan, kind, "");
  for (const Part& part : parts) graft(plan, 0, part);
  return finished(std::move(plan), parts, now_us);
}

CompiledRule combined(std::span<const Part> include, std::span<const Part> exclude, std::int64_t now_us) {
  Plan plan;
  const std::size_t root = add_node(plan, Kind::kAll, "");
  const std::size_t any = add_node(plan, Kind::kAny, "/include");
  plan.nodes[root].children.push_back(any);
  for (const Part& part : include) graft(plan, any, part);
  if (!exclude.empty()) {
    const std::size_t none = add_node(plan, Kind::kNot, "/exclude");
    plan.nodes[root].children.push_back(none);
    const std::size_t unwanted = add_node(plan, Kind::kAny, "/exclude");
    plan.nodes[none].children.push_back(unwanted);
    for (const Part& part : exclude) graft(plan, unwanted, part);
  }
  return finished(std::move(plan), include, now_us);
}

}  // namespace carillon::audience
