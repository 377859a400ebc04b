#include "store/changes.h"

#include <algorithm>

#include "store/session.h"

namespace carillon::store {

namespace {

// The ids that a condition binds a field to; false when it does not.
bool bound_ids(const Expr& where, Expr::Id at, std::string_view field, std::vector<Id>& out) {
  const crl_node& n = where.nodes()[at];
  const auto args = where.args(n);
  if (n.op == CRL_X_AND) {
    return std::ranges::any_of(args, [&](Expr::Id arg) { return bound_ids(where, arg, field, out); });
  }
  if ((n.op != CRL_X_EQ && n.op != CRL_X_IN) || args.size() < 2) return false;
  const crl_node& subject = where.nodes()[args[0]];
  if (subject.op != CRL_X_FIELD || where.name(subject) != field) return false;
  for (const Expr::Id arg : args.subspan(1)) {
    const crl_node& literal = where.nodes()[arg];
    if (literal.op != CRL_X_LIT) return false;
    if (literal.lit.is_null == 0) out.push_back(literal.lit.v.i);
  }
  return true;
}

void gather(const Mutation& m, std::string_view field, std::vector<Id>& out, bool& everything) {
  if (m.verb == CRL_MUT_UPDATE || m.verb == CRL_MUT_DELETE) {
    if (m.where == nullptr || m.where->empty() || !bound_ids(*m.where, m.where->root(), field, out)) {
      everything = true;
    }
    return;
  }
  const auto column = std::ranges::find(m.columns, field);
  if (m.verb == CRL_MUT_COPY || column == m.columns.end()) {
    everything = true;
    return;
  }
  const auto width = m.columns.size();
  const auto at = static_cast<std::size_t>(column - m.columns.begin());
  for (std::size_t i = at; i < m.cells.size(); i += width) out.push_back(m.cells[i].v.i);
}

}  // namespace

void gather_changes(const Mutation& mutation, Changes& out) {
  if (mutation.collection == "customers") gather(mutation, "id", out.customers, out.everything);
  if (mutation.collection == "orders") {
    gather(mutation, "customer_id", out.orders_of, out.everything);
    out.orders_replaced = out.orders_replaced || mutation.verb != CRL_MUT_INSERT;
  }
}

}  // namespace carillon::store
