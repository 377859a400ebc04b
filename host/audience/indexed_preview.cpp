#include "audience/indexed_preview.h"

#include "audience/plan.h"

namespace carillon::audience {

namespace {

// Those of a rule's members that a channel can reach.
Expr reached(const Compiled& rule, const Reach& channel) {
  const Expr reach = reachable(channel.address);
  Expr out;
  const Expr::Id member = out.append(rule.where.view());
  const Expr::Id can = out.append(reach.view());
  out.node(CRL_X_AND, CRL_T_BOOL, {member, can});
  return out;
}

}  // namespace

std::optional<IndexedPreview> indexed_preview(index::Index& index, const Compiled& rule, std::size_t sample,
                                              bool leaves, const std::vector<Reach>& channels) {
  std::vector<Expr> made;
  for (const Reach& channel : channels) made.push_back(reached(rule, channel));
  const auto groups = leaves ? rule.plan->groups() : std::vector<Leaf>{};
  index::Index::Question question{{&rule.where}, rule.now_us, sample};
  for (const Expr& expr : made) question.conditions.push_back(&expr);
  for (const Leaf& group : groups) question.conditions.push_back(&group.where);
  if (leaves) {
    for (const Leaf& leaf : rule.leaves) question.conditions.push_back(&leaf.where);
  }
  auto answer = index.ask(question);
  if (!answer) return std::nullopt;
  IndexedPreview out;
  Preview& preview = out.preview;
  preview.from_index = true;
  preview.total = answer->total;
  auto count = answer->counts.begin();
  preview.count = *count++;
  for (const Reach& channel : channels) preview.reach[channel.channel] = *count++;
  for (const Leaf& group : groups) preview.groups.emplace_back(group.pointer, *count++);
  if (leaves) {
    for (const Leaf& leaf : rule.leaves) preview.leaves.emplace_back(leaf.pointer, *count++);
  }
  out.sample = std::move(answer->sample);
  return out;
}

}  // namespace carillon::audience
