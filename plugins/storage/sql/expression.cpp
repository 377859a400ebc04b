#include "expression.h"

#include <carillon/comparison.hpp>

#include "numeric.h"
#include "words.h"

namespace carillon::sql {

namespace {

constexpr int kMaxDepth = 200;  // databases limit the depth of what they parse

bool has_names(const crl_expr& e, const crl_node& n) { return n.name < e.n_names; }

bool needs_name(std::uint16_t op) { return op == CRL_X_FIELD || (op >= CRL_X_EXISTS && op <= CRL_X_AVG); }

bool is_truth(std::uint16_t op) {
  switch (op) {
    case CRL_X_AND:
    case CRL_X_OR:
    case CRL_X_NOT:
    case CRL_X_EQ:
    case CRL_X_NE:
    case CRL_X_LT:
    case CRL_X_LE:
    case CRL_X_GT:
    case CRL_X_GE:
    case CRL_X_IN:
    case CRL_X_IS_NULL:
    case CRL_X_STARTS_WITH_CI:
    case CRL_X_CONTAINS_CI:
    case CRL_X_ENDS_WITH_CI:
    case CRL_X_EQ_CI:
    case CRL_X_IN_CI:
    case CRL_X_HAS:
    case CRL_X_EXISTS:
      return true;
    default:
      return false;
  }
}

}  // namespace

Compiler::Compiler(const Dialect& dialect, const Catalog& catalog, std::int64_t now_us)
    : dialect_(dialect), catalog_(catalog), now_(cell::time(now_us)) {}

Fragment Compiler::fail(Error error) {
  if (status_) status_ = std::move(error);
  return "NULL";
}

bool Compiler::well_formed(const crl_expr& e) {
  if (e.n_nodes == 0) fail(invalid("an expression has no nodes"));
  for (std::uint32_t i = 0; i < e.n_nodes && status_; ++i) {
    const crl_node& n = e.nodes[i];
    if (n.first_arg > e.n_args || n.n_args > e.n_args - n.first_arg)
      fail(invalid("an expression's arguments are cut off"));
    else if (needs_name(n.op) && !has_names(e, n))
      fail(invalid("an expression names a field that it does not carry"));
    else
      for (std::uint16_t a = 0; a < n.n_args; ++a) {
        if (e.args[n.first_arg + a] >= i)
          fail(invalid("an expression's children must stand before their parent"));
      }
  }
  return status_.ok();
}

Result<Fragment> Compiler::condition(const crl_expr& expr, const Scope& scope, bool of_every_row) {
  expr_ = &expr;
  scope_ = scope;
  aggregates_ = false;
  of_every_row_ = of_every_row;
  Fragment out;
  if (well_formed(expr)) out = truth(expr.n_nodes - 1);
  if (!status_) return status_.error();
  return out;
}

Result<Value> Compiler::value(const crl_expr& expr, const Scope& scope, bool aggregates, bool of_every_row) {
  expr_ = &expr;
  scope_ = scope;
  aggregates_ = aggregates;
  of_every_row_ = of_every_row;
  Value out;
  if (well_formed(expr)) out = operand(expr.n_nodes - 1);
  if (!status_) return status_.error();
  return out;
}

bool Compiler::is_aggregate(const crl_expr& e) {
  for (std::uint32_t i = 0; i < e.n_nodes; ++i) {
    const crl_node& n = e.nodes[i];
    if (n.op > CRL_X_EXISTS && n.op <= CRL_X_AVG && has_names(e, n) && e.names[n.name].len == 0) return true;
  }
  return false;
}

Fragment Compiler::field(const Scope& scope, std::string_view column) const {
  return scope.qualifier + "." + dialect_.quote(column);
}

bool Compiler::expect(const crl_node& n, std::size_t least, std::size_t most) {
  if (n.n_args >= least && n.n_args <= most) return true;
  fail(invalid(std::string(op_name(n.op)) + " has " + std::to_string(n.n_args) + " arguments, expected " +
               std::to_string(least) + (most == least ? "" : " or more")));
  return false;
}

Fragment Compiler::truth(std::uint32_t id) {
  const crl_node& n = node(id);
  if (!is_truth(n.op)) {
    const Value v = operand(id);
    if (v.type != CRL_T_BOOL) return fail(invalid("a condition must be BOOL, found " + type_name(v.type)));
    return v.sql;
  }
  if (++depth_ > kMaxDepth) return fail(invalid("the expression nests deeper than 200"));
  Fragment out;
  switch (n.op) {
    case CRL_X_AND:
    case CRL_X_OR: {
      std::vector<Fragment> parts;
      const bool outer = of_every_row_;
      of_every_row_ = outer && !narrows(n);
      for (const auto a : args(n)) parts.push_back(truth(a));
      of_every_row_ = outer;
      const bool all = n.op == CRL_X_AND;
      out = parts.empty() ? Fragment(all ? "1" : "0") : join("(", list(parts, all ? " AND " : " OR "), ")");
      break;
    }
    case CRL_X_NOT:
      if (expect(n, 1, 1)) out = join("(", truth(args(n)[0]), " IS NOT TRUE)");
      break;
    case CRL_X_IS_NULL:
      if (expect(n, 1, 1)) out = join("(", operand(args(n)[0]).sql, " IS NULL)");
      break;
    case CRL_X_IN:
      out = in_list(n);
      break;
    case CRL_X_HAS:
      out = has(n);
      break;
    case CRL_X_EXISTS:
      out = over_relation(n).sql;
      break;
    case CRL_X_EQ_CI:
    case CRL_X_IN_CI:
    case CRL_X_STARTS_WITH_CI:
    case CRL_X_ENDS_WITH_CI:
    case CRL_X_CONTAINS_CI:
      out = folded_text(n);
      break;
    default:
      if (expect(n, 2, 2)) {
        const Value a = operand(args(n)[0]);
        const Value b = operand(args(n)[1]);
        out = a.literal != nullptr && b.literal == nullptr ? comparison(mirrored(n.op), b, a)
                                                           : comparison(n.op, a, b);
      }
  }
  --depth_;
  return out;
}

Value Compiler::operand(std::uint32_t id) {
  const crl_node& n = node(id);
  if (is_truth(n.op)) return {join("(", truth(id), " IS TRUE)"), CRL_T_BOOL};
  if (++depth_ > kMaxDepth) return {fail(invalid("the expression nests deeper than 200"))};
  Value out;
  switch (n.op) {
    case CRL_X_LIT:
      out = {n.lit.type == CRL_T_SET && n.lit.is_null == 0 ? bound_text(stored_set(view(n.lit.v.s)))
                                                           : bound(n.lit),
             n.lit.type, nullptr, &n.lit};
      break;
    case CRL_X_NOW:
      out = {bound(now_), CRL_T_TIME, nullptr, &now_};
      break;
    case CRL_X_FIELD: {
      const auto column = scope_.collection->column(name(n));
      if (!column) {
        out.sql = fail(column.error());
        break;
      }
      out = {field(scope_, (*column)->name), (*column)->type, *column};
      if (!(*column)->folded.empty()) out.folded = field(scope_, (*column)->folded).sql;
      break;
    }
    case CRL_X_ADD:
    case CRL_X_SUB:
    case CRL_X_MUL:
      out = arithmetic(n);
      break;
    case CRL_X_DATE_PART:
      out = date_part(n);
      break;
    case CRL_X_JSON_PATH:
      out = json_path(n);
      break;
    case CRL_X_COUNT:
    case CRL_X_SUM:
    case CRL_X_MIN:
    case CRL_X_MAX:
    case CRL_X_AVG:
      out = name(n).empty() ? aggregate(n) : over_relation(n);
      break;
    default:
      out.sql = fail(
          {CRL_E_UNSUPPORTED, "this storage does not know the operation " + std::to_string(n.op), 0, {}});
  }
  --depth_;
  return out;
}

}  // namespace carillon::sql
