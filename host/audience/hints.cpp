#include "audience/hints.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "audience/fingerprint.h"
#include "audience/values.h"
#include "base/fold.h"

namespace carillon::audience {

namespace {

// What is demanded of one field, by the leaves of one `all`.
struct Demands {
  std::optional<crl_value> low, high;
  bool above_low = false, below_high = false;  // the bound itself is not included
  std::optional<std::set<std::string>> texts;  // folded; one of these
  bool is_true = false, is_false = false;      // of a condition: that it holds, that it does not
  std::vector<std::size_t> leaves;

  void at_least(const crl_value& v, bool above) {
    const auto order = low ? compare_values(v, *low) : std::strong_ordering::greater;
    if (order < 0) return;
    above_low = above || (order == 0 && above_low);
    low = v;
  }
  void at_most(const crl_value& v, bool below) {
    const auto order = high ? compare_values(v, *high) : std::strong_ordering::less;
    if (order > 0) return;
    below_high = below || (order == 0 && below_high);
    high = v;
  }
  void one_of(std::set<std::string> folded) {
    if (texts) std::erase_if(folded, [&](const std::string& text) { return !texts->contains(text); });
    texts = std::move(folded);
  }
  bool impossible() const {
    if ((texts && texts->empty()) || (is_true && is_false)) return true;
    if (!low || !high) return false;
    const auto order = compare_values(*low, *high);
    if (order > 0 || (order == 0 && (above_low || below_high))) return true;
    // Whole things have nothing strictly between neighbours.
    return low->type == high->type && (low->type == CRL_T_I64 || low->type == CRL_T_DATE) && above_low &&
           below_high && high->v.i - low->v.i == 1;
  }
};

using ByField = std::map<std::string, Demands>;

const crl_value kNone = cell::of_int(0);

// A name for what a comparison looks at; empty when it is neither a field nor an aggregate.
std::string subject(const Expr& e, Expr::Id id) {
  const crl_node& n = e.nodes()[id];
  if (n.op == CRL_X_FIELD) return std::string(e.name(n));
  if (n.op >= CRL_X_COUNT && n.op <= CRL_X_AVG) return fingerprint(e, id);
  if (n.op != CRL_X_JSON_PATH) return {};
  const auto& pointer = e.nodes()[e.args(n)[1]];
  return std::to_string(n.type) + std::string(cell::as_text(pointer.lit));
}

const crl_value* literal(const Expr& e, Expr::Id id) {
  const crl_node& n = e.nodes()[id];
  return n.op == CRL_X_LIT && n.lit.is_null == 0 ? &n.lit : nullptr;
}

void gather(const Expr& e, Expr::Id id, std::size_t leaf, ByField& demands);

Demands& demand_of(ByField& demands, const std::string& name, std::size_t leaf) {
  Demands& d = demands[name];
  if (d.leaves.empty() || d.leaves.back() != leaf) d.leaves.push_back(leaf);
  return d;
}

bool any_impossible(const ByField& demands) {
  return std::ranges::any_of(demands, [](const auto& entry) { return entry.second.impossible(); });
}

// A condition, whatever it is, that must hold or must not. Where it asks for related rows that there cannot
// be it does neither.
void gather_truth(const Expr& e, Expr::Id id, std::size_t leaf, bool holds, ByField& demands) {
  constexpr std::size_t kLongest = 4'000;  // lists that differ in a thousand members are not worth comparing
  const crl_node& n = e.nodes()[id];
  if (n.op == CRL_X_NOT) return gather_truth(e, e.args(n)[0], leaf, !holds, demands);
  const std::string name = "?" + fingerprint(e, id);
  if (name.size() > kLongest) return;
  Demands& d = demand_of(demands, name, leaf);
  (holds ? d.is_true : d.is_false) = true;
  if (n.op != CRL_X_EXISTS || !holds) return;
  ByField inner;
  gather(e, e.args(n)[0], leaf, inner);
  d.is_false = d.is_false || any_impossible(inner);
}

void gather(const Expr& e, Expr::Id id, std::size_t leaf, ByField& demands) {
  const crl_node& n = e.nodes()[id];
  const auto args = e.args(n);
  if (n.op == CRL_X_AND) {
    for (const Expr::Id part : args) gather(e, part, leaf, demands);
    return;
  }
  gather_truth(e, id, leaf, true, demands);
  if (args.size() < 2) return;
  const std::string name = subject(e, args[0]);
  const crl_value* value = literal(e, args[1]);
  if (name.empty() || value == nullptr) return;
  const auto demand = [&]() -> Demands& {
    Demands& d = demand_of(demands, name, leaf);
    if (e.nodes()[args[0]].op == CRL_X_COUNT || name == "order_count") d.at_least(kNone, false);
    return d;
  };
  switch (n.op) {
    case CRL_X_EQ:
      if (value->type == CRL_T_TEXT) break;
      demand().at_least(*value, false);
      demand().at_most(*value, false);
      break;
    case CRL_X_GT:
    case CRL_X_GE:
      demand().at_least(*value, n.op == CRL_X_GT);
      break;
    case CRL_X_LT:
    case CRL_X_LE:
      demand().at_most(*value, n.op == CRL_X_LT);
      break;
    case CRL_X_EQ_CI:
    case CRL_X_IN_CI: {
      std::set<std::string> texts;
      for (const Expr::Id arg : args.subspan(1)) {
        const crl_value* text = literal(e, arg);
        if (text == nullptr) return;
        texts.insert(fold(cell::as_text(*text)));
      }
      demand().one_of(std::move(texts));
      break;
    }
    default:
      break;
  }
}

// The demands of a group's own leaves, through groups that are `all` too.
void gather_group(const Plan& plan, std::size_t at, ByField& demands) {
  const PlanNode& node = plan.nodes[at];
  if (node.kind == PlanNode::Kind::kLeaf) {
    const Expr& where = plan.leaves[node.leaf].where;
    gather(where, where.root(), node.leaf, demands);
  } else if (node.kind == PlanNode::Kind::kNot) {
    const PlanNode& inner = plan.nodes[node.children.front()];
    // Where storage selects too many, its opposite selects too few.
    if (inner.kind != PlanNode::Kind::kLeaf || !plan.leaves[inner.leaf].exact) return;
    const Expr& where = plan.leaves[inner.leaf].where;
    gather_truth(where, where.root(), inner.leaf, false, demands);
  } else if (node.kind == PlanNode::Kind::kAll || node.children.size() == 1) {
    for (const std::size_t child : node.children) gather_group(plan, child, demands);
  }
}

std::string place(const std::string& pointer) { return pointer.empty() ? "the rule" : "\"" + pointer + "\""; }

class Search {
 public:
  explicit Search(const Plan& plan) : plan_(plan) {}

  void visit(std::size_t at, bool inside_all) {
    const PlanNode& node = plan_.nodes[at];
    const bool is_all = node.kind == PlanNode::Kind::kAll;
    if (node.children.empty() && node.kind != PlanNode::Kind::kLeaf) {
      found_.push_back(place(node.pointer) + (is_all ? " is an empty \"all\" and selects everybody"
                                                     : " is an empty \"any\" and selects nobody"));
    }
    // An `all` within an `all` was looked at with it.
    if (!inside_all) {
      ByField demands;
      gather_group(plan_, at, demands);
      for (const auto& [name, demand] : demands) {
        if (demand.impossible()) tell(demand);
      }
    }
    for (const std::size_t child : node.children) visit(child, is_all);
  }

  // What storage cannot decide by itself.
  void ask_operators() {
    for (const PlanLeaf& leaf : plan_.leaves) {
      if (leaf.exact) continue;
      found_.push_back(
          place(leaf.pointer) + " (" + leaf.words +
          ") is asked of each customer whom storage finds, which takes longer; the counts of its own "
          "and of groups around it are upper bounds");
    }
  }

  std::vector<std::string> take() { return std::move(found_); }

 private:
  void tell(const Demands& demand) {
    std::string out;
    for (const std::size_t leaf : demand.leaves) {
      out += (out.empty() ? "" : " and ") + place(plan_.leaves[leaf].pointer) + " (" +
             plan_.leaves[leaf].words + ")";
    }
    out += demand.leaves.size() == 1 ? " can never be true"
                                     : " exclude each other, so together they select nobody";
    if (std::ranges::find(found_, out) == found_.end()) found_.push_back(std::move(out));
  }

  const Plan& plan_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> warnings(const Plan& plan) {
  Search search(plan);
  search.visit(0, false);
  search.ask_operators();
  return search.take();
}

}  // namespace carillon::audience
