#include "audience/why.h"

#include <algorithm>

#include "audience/binding.h"
#include "audience/plan.h"

namespace carillon::audience {

namespace {

Expr only(Id customer) {
  Expr out;
  out.compare(CRL_X_EQ, "id", cell::of_int(customer));
  return out;
}

// A leaf alone, of one customer.
Compiled alone(const Compiled& rule, const PlanLeaf& leaf, Id customer) {
  auto plan = std::make_shared<Plan>();
  plan->nodes.push_back({PlanNode::Kind::kLeaf, {}, 0, "", {}});
  plan->leaves.push_back(leaf);
  Compiled out;
  const Expr::Id same = out.where.compare(CRL_X_EQ, "id", cell::of_int(customer));
  const Expr::Id holds = out.where.append(leaf.where.view());
  out.where.node(CRL_X_AND, CRL_T_BOOL, {same, holds});
  out.leaves.push_back({"", leaf.where});
  out.exact = leaf.exact;
  out.now_us = rule.now_us;
  out.plan = std::move(plan);
  return out;
}

Result<std::vector<bool>> truths(store::Session& session, const Compiled& rule, Id customer) {
  const Expr where = only(customer);
  store::Query query;
  query.collection = "customers";
  query.columns = {"id"};
  query.where = &where;
  query.now_us = rule.now_us;
  for (const PlanLeaf& leaf : rule.plan->leaves) {
    if (leaf.exact) query.outputs.push_back(&leaf.where);
  }
  std::vector<bool> exact;
  const auto done = session.query(query, [&](store::Row row) {
    for (const crl_value& truth : row.subspan(1)) exact.push_back(cell::as_int(truth) != 0);
    return false;
  });
  if (!done) return done.error();
  if (exact.size() != query.outputs.size()) return not_found("the customer is gone");
  std::vector<bool> out;
  std::size_t at = 0;
  for (const PlanLeaf& leaf : rule.plan->leaves) {
    if (leaf.exact) {
      out.push_back(exact[at++]);
      continue;
    }
    const auto n = count(session, alone(rule, leaf, customer));
    if (!n) return n.error();
    out.push_back(*n > 0);
  }
  return out;
}

class Judge {
 public:
  Judge(const Plan& plan, const std::vector<bool>& truths) : plan_(plan), truths_(truths) {}

  // Parts in the order of the rule; a group's verdict is known after those of its members.
  bool tell(std::size_t at, std::vector<Verdict>* into) {
    using Kind = PlanNode::Kind;
    const PlanNode& node = plan_.nodes[at];
    const std::size_t place = into == nullptr ? 0 : into->size();
    if (into != nullptr) into->push_back({node.pointer, name_of(node), node.words, {}, false});
    // What a segment is made of is the segment's own matter.
    auto* inner = node.words.empty() ? into : nullptr;
    bool holds = node.kind == Kind::kAll;
    if (node.kind == Kind::kLeaf) {
      holds = truths_[node.leaf];
      if (inner != nullptr) describe(plan_.leaves[node.leaf], (*into)[place]);
    } else if (node.kind == Kind::kNot) {
      holds = !tell(node.children.front(), inner);
    } else {
      for (const std::size_t child : node.children) {
        const bool one = tell(child, inner);
        holds = node.kind == Kind::kAll ? holds && one : holds || one;
      }
    }
    if (into != nullptr) (*into)[place].holds = holds;
    return holds;
  }

 private:
  static std::string_view name_of(const PlanNode& node) {
    if (!node.words.empty()) return "segment";
    switch (node.kind) {
      case PlanNode::Kind::kAll:
        return "all";
      case PlanNode::Kind::kAny:
        return "any";
      case PlanNode::Kind::kNot:
        return "not";
      case PlanNode::Kind::kLeaf:
        break;
    }
    return "condition";
  }

  static void describe(const PlanLeaf& leaf, Verdict& out) {
    out.words = leaf.words;
    const auto* object = leaf.leaf.if_object();
    const auto* field = object == nullptr ? nullptr : object->if_contains("field");
    if (field != nullptr && field->is_string()) out.field = std::string(field->get_string());
  }

  const Plan& plan_;
  const std::vector<bool>& truths_;
};

}  // namespace

Result<Judgement> judge(store::Session& session, const Compiled& rule, Id customer) {
  const auto bound = bind(session, rule);
  if (!bound) return bound.error();
  const auto known = truths(session, **bound, customer);
  if (!known) return known.error();
  Judgement out;
  out.selected = Judge(*(*bound)->plan, *known).tell(0, &out.parts);
  return out;
}

}  // namespace carillon::audience
