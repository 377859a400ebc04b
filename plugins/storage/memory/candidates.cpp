#include "candidates.h"

#include <algorithm>

namespace carillon::memory {

Candidates::Candidates(const Collection& collection, const crl_expr* where,
                       std::span<const OrderColumn> order)
    : collection_(collection), order_(order) {
  if (where != nullptr) read(*where, where->n_nodes - 1);
  tree_ = &*std::max_element(collection.trees().begin(), collection.trees().end(),
                             [&](const OrderedRows& a, const OrderedRows& b) { return worth(a) < worth(b); });
  ordered_ = follows_order(*tree_);
}

// Comparisons of a field with literals that the whole condition cannot do without.
void Candidates::read(const crl_expr& e, std::uint32_t id) {
  const crl_node& n = e.nodes[id];
  const std::span<const std::uint32_t> args(e.args + n.first_arg, n.n_args);
  if (n.op == CRL_X_AND) {
    for (const auto a : args) read(e, a);
    return;
  }
  const auto usable = [&](std::uint32_t a) {
    return e.nodes[a].op == CRL_X_LIT && e.nodes[a].lit.is_null == 0;
  };
  if (args.size() < 2 || e.nodes[args[0]].op != CRL_X_FIELD ||
      !std::all_of(args.begin() + 1, args.end(), usable)) {
    return;
  }
  const auto column = collection_.field(view(e.names[e.nodes[args[0]].name]));
  if (!column) return;
  const crl_value& literal = e.nodes[args[1]].lit;
  switch (n.op) {
    case CRL_X_EQ:
    case CRL_X_IN: {
      auto& any_of = bounds_[*column].any_of;
      if (!any_of.empty()) return;
      for (const auto a : args.subspan(1)) any_of.push_back(e.nodes[a].lit);
      const auto less = [](const auto& a, const auto& b) { return reference::compare(a, b) < 0; };
      const auto same = [](const auto& a, const auto& b) { return reference::compare(a, b) == 0; };
      std::sort(any_of.begin(), any_of.end(), less);
      any_of.erase(std::unique(any_of.begin(), any_of.end(), same), any_of.end());
      return;
    }
    case CRL_X_LT:
    case CRL_X_LE:
      bounds_[*column].most = literal;
      return;
    case CRL_X_GT:
    case CRL_X_GE:
      bounds_[*column].least = literal;
      return;
    default:
      return;
  }
}

const Candidates::Bounds* Candidates::bounds(std::size_t column) const {
  const auto at = bounds_.find(column);
  return at == bounds_.end() ? nullptr : &at->second;
}

bool Candidates::fixed(std::size_t column) const {
  const Bounds* b = bounds(column);
  return b != nullptr && b->any_of.size() == 1;
}

std::size_t Candidates::fixed_columns(const OrderedRows& tree) const {
  const auto& columns = tree.columns();
  const auto end =
      std::find_if(columns.begin(), columns.end(), [&](std::size_t column) { return !fixed(column); });
  return static_cast<std::size_t>(end - columns.begin());
}

// Every column that one value fixes counts most; then a list of values, a range, the order.
int Candidates::worth(const OrderedRows& tree) const {
  const std::size_t n = fixed_columns(tree);
  int worth = static_cast<int>(n) * 8;
  if (n < tree.columns().size()) {
    if (const Bounds* next = bounds(tree.columns()[n]); next != nullptr)
      worth += !next->any_of.empty() ? 4 : 2;
  }
  return worth + (follows_order(tree) ? 1 : 0);
}

bool Candidates::follows_order(const OrderedRows& tree) const {
  const std::size_t n = fixed_columns(tree);
  std::vector<std::size_t> left(tree.columns().begin() + static_cast<std::ptrdiff_t>(n),
                                tree.columns().end());
  if (!left.empty() && bounds(left[0]) != nullptr && bounds(left[0])->any_of.size() > 1) return false;
  auto next = left.begin();
  for (const OrderColumn& o : order_) {
    if (fixed(o.at)) continue;
    next = std::find_if(next, left.end(), [&](std::size_t column) { return !fixed(column); });
    if (next == left.end() || *next != o.at || o.descending) return false;
    ++next;
  }
  return true;
}

// The first cells of the tree's columns, as far as they are known of the first row that matters.
std::vector<crl_value> Candidates::start(std::span<const crl_value> after) const {
  std::vector<crl_value> from;
  for (const std::size_t column : tree_->columns()) {
    const Bounds* b = bounds(column);
    if (fixed(column)) {
      from.push_back(b->any_of[0]);
      continue;
    }
    const auto at = std::find_if(order_.begin(), order_.end(), [&](const auto& o) { return o.at == column; });
    if (ordered_ && !after.empty() && at != order_.end()) {
      from.push_back(after[static_cast<std::size_t>(at - order_.begin())]);
      continue;
    }
    if (b != nullptr && b->least) from.push_back(*b->least);
    break;
  }
  return from;
}

void Candidates::scan(std::span<const crl_value> after, const OrderedRows::Visit& visit) const {
  const std::size_t n = fixed_columns(*tree_);
  std::vector<crl_value> from = start(after);
  const Bounds* next = n < tree_->columns().size() ? bounds(tree_->columns()[n]) : nullptr;
  if (next != nullptr && next->any_of.size() > 1) {
    std::vector<crl_value> prefix(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(n));
    prefix.emplace_back();
    bool more = true;
    for (const crl_value& value : next->any_of) {
      prefix.back() = value;
      tree_->scan(prefix, [&](const RowPtr& row) {
        if (tree_->compare(*row, prefix) != 0) return false;
        more = visit(row);
        return more;
      });
      if (!more) return;
    }
    return;
  }
  const std::span<const crl_value> prefix = std::span<const crl_value>(from).first(n);
  tree_->scan(from, [&](const RowPtr& row) {
    if (tree_->compare(*row, prefix) != 0) return false;
    if (next != nullptr && next->most &&
        reference::compare((*row)[tree_->columns()[n]].view(), *next->most) > 0) {
      return false;
    }
    return visit(row);
  });
}

}  // namespace carillon::memory
