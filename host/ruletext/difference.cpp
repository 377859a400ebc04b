#include "ruletext/difference.h"

#include <functional>
#include <optional>

namespace carillon::ruletext {

namespace {

struct Leaf {
  std::string pointer;
  const json::value* rule = nullptr;
  std::optional<std::size_t> partner;  // index among the leaves of the other rule
};

std::string_view kind_of(const json::value& rule) {
  const auto* object = rule.if_object();
  if (object == nullptr || object->size() != 1) return {};
  const std::string_view name = object->begin()->key();
  const bool list = (name == "all" || name == "any") && object->begin()->value().is_array();
  return list || name == "not" ? name : std::string_view{};
}

void gather(const json::value& rule, const std::string& pointer, std::vector<Leaf>& out) {
  const std::string_view kind = kind_of(rule);
  if (kind.empty()) {
    out.push_back({pointer, &rule, {}});
    return;
  }
  const std::string inner = pointer + '/' + std::string(kind);
  const json::value& content = rule.get_object().begin()->value();
  if (kind == "not") return gather(content, inner, out);
  std::size_t i = 0;
  for (const auto& item : content.get_array()) gather(item, inner + '/' + std::to_string(i++), out);
}

std::string member(const Leaf& leaf, std::string_view name) {
  const auto* object = leaf.rule->if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr ? std::string{} : json::serialize(*value);
}

// Each leaf without a partner gets the first of the others' that has none and that `same` accepts.
void match(std::vector<Leaf>& before, std::vector<Leaf>& after,
           const std::function<bool(const Leaf&, const Leaf&)>& same) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (std::size_t j = 0; j < after.size() && !before[i].partner; ++j) {
      if (after[j].partner || !same(before[i], after[j])) continue;
      before[i].partner = j;
      after[j].partner = i;
    }
  }
}

// How what stayed is joined: leaves by the number that they have in the first rule, groups that are of no
// account left out.
std::string joined(const json::value& rule, const std::vector<Leaf>& leaves, bool first, std::size_t& at) {
  const std::string_view kind = kind_of(rule);
  if (kind.empty()) {
    const Leaf& leaf = leaves[at++];
    if (!leaf.partner) return {};
    return std::to_string(first ? at - 1 : *leaf.partner);
  }
  const json::value& content = rule.get_object().begin()->value();
  if (kind == "not") {
    const std::string inner = joined(content, leaves, first, at);
    return inner.empty() ? inner : "not(" + inner + ')';
  }
  std::string out;
  std::size_t n = 0;
  for (const auto& item : content.get_array()) {
    const std::string part = joined(item, leaves, first, at);
    if (part.empty()) continue;
    out += (n++ == 0 ? "" : " ") + part;
  }
  return n < 2 ? out : std::string(kind) + '(' + out + ')';
}

std::string joined(const json::value& rule, const std::vector<Leaf>& leaves, bool first) {
  std::size_t at = 0;
  return joined(rule, leaves, first, at);
}

}  // namespace

Difference difference(const json::value& before, const json::value& after) {
  std::vector<Leaf> old_leaves;
  std::vector<Leaf> new_leaves;
  gather(before, "", old_leaves);
  gather(after, "", new_leaves);
  const auto same_member = [](const Leaf& a, const Leaf& b, std::string_view name) {
    return member(a, name) == member(b, name);
  };
  match(old_leaves, new_leaves, [](const Leaf& a, const Leaf& b) { return *a.rule == *b.rule; });
  match(old_leaves, new_leaves,
        [&](const Leaf& a, const Leaf& b) { return same_member(a, b, "field") && same_member(a, b, "op"); });
  match(old_leaves, new_leaves, [&](const Leaf& a, const Leaf& b) {
    return !member(a, "field").empty() && same_member(a, b, "field");
  });
  match(old_leaves, new_leaves,
        [&](const Leaf& a, const Leaf& b) { return !member(a, "op").empty() && same_member(a, b, "op"); });
  Difference out;
  for (const Leaf& leaf : old_leaves) {
    if (!leaf.partner) {
      out.changes.push_back({Change::Kind::kRemoved, leaf.pointer, {}, *leaf.rule, {}});
      continue;
    }
    const Leaf& now = new_leaves[*leaf.partner];
    if (*now.rule == *leaf.rule) continue;
    out.changes.push_back({Change::Kind::kChanged, leaf.pointer, now.pointer, *leaf.rule, *now.rule});
  }
  for (const Leaf& leaf : new_leaves) {
    if (!leaf.partner) out.changes.push_back({Change::Kind::kAdded, {}, leaf.pointer, {}, *leaf.rule});
  }
  out.regrouped = joined(before, old_leaves, true) != joined(after, new_leaves, false);
  return out;
}

}  // namespace carillon::ruletext
