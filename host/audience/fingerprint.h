// An expression as a text: equal texts mean equal expressions. Pure.
#pragma once

#include <string>

#include <carillon/expr.hpp>

namespace carillon::audience {

// Of what stands below and at `id`.
std::string fingerprint(const Expr& expr, Expr::Id id);

// Appends what stands below and at `id` to another expression; `op` nodes of the given operation are made by
// `replace`, which gets their id in `from` and answers one in `to`. Answers the id in `to`.
template <class Replace>
Expr::Id copy_but(const Expr& from, Expr::Id id, std::uint16_t op, Expr& to, const Replace& replace) {
  const crl_node& n = from.nodes()[id];
  if (n.op == op) return replace(id);
  if (n.op == CRL_X_LIT) return to.lit(n.lit);
  if (n.op == CRL_X_FIELD) return to.field(from.name(n), n.type);
  std::vector<Expr::Id> args;
  for (const Expr::Id arg : from.args(n)) args.push_back(copy_but(from, arg, op, to, replace));
  if (n.op < CRL_X_EXISTS || n.op > CRL_X_AVG) return to.node(n.op, n.type, args);
  const std::string_view relation = from.name(n);
  return args.size() == 1 ? to.over(n.op, n.type, relation, {args[0]})
                          : to.over(n.op, n.type, relation, {args[0], args[1]});
}

}  // namespace carillon::audience
