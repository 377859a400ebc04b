// What makes an expression one: its shape, the fields it names and the types it puts together.
#include <algorithm>

#include "evaluator.h"
#include "number.h"
#include "text_rules.h"

namespace carillon::reference {

namespace {

constexpr int kMaxDepth = 200;

bool is_over(std::uint16_t op) { return op >= CRL_X_EXISTS && op <= CRL_X_AVG; }

bool is_text_op(std::uint16_t op) {
  return op == CRL_X_EQ_CI || op == CRL_X_IN_CI || op == CRL_X_STARTS_WITH_CI || op == CRL_X_ENDS_WITH_CI ||
         op == CRL_X_CONTAINS_CI;
}

// How many arguments an operation takes; {1, 0} for one that is unknown.
std::pair<std::size_t, std::size_t> arity(std::uint16_t op) {
  constexpr std::size_t kMany = 65'535;
  switch (op) {
    case CRL_X_LIT:
    case CRL_X_FIELD:
    case CRL_X_NOW:
      return {0, 0};
    case CRL_X_AND:
    case CRL_X_OR:
      return {0, kMany};
    case CRL_X_IN:
    case CRL_X_IN_CI:
      return {1, kMany};
    case CRL_X_NOT:
    case CRL_X_IS_NULL:
      return {1, 1};
    default:
      return (op >= CRL_X_EQ && op <= CRL_X_JSON_PATH) ? std::pair<std::size_t, std::size_t>{2, 2}
                                                       : std::pair<std::size_t, std::size_t>{1, 0};
  }
}

Error of_op(std::uint16_t op, const std::string& why) {
  return invalid("the operation " + std::to_string(op) + " " + why);
}

}  // namespace

Result<Evaluator> Evaluator::make(const crl_expr& expr, const Table& table, std::int64_t now_us,
                                  bool aggregates) {
  Evaluator out(expr, now_us);
  if (Status s = out.check_shape(); !s) return s.error();
  if (Status s = out.check(out.root(), table, 0, aggregates); !s) return s.error();
  return out;
}

Status Evaluator::check_shape() const {
  if (expr_.n_nodes == 0) return invalid("an expression has no nodes");
  for (Id i = 0; i < expr_.n_nodes; ++i) {
    const crl_node& n = node(i);
    if (n.first_arg > expr_.n_args || n.n_args > expr_.n_args - n.first_arg)
      return invalid("an expression's arguments are cut off");
    if ((n.op == CRL_X_FIELD || is_over(n.op)) && n.name >= expr_.n_names)
      return invalid("an expression names a field that it does not carry");
    if (std::any_of(args(i).begin(), args(i).end(), [&](Id a) { return a >= i; }))
      return invalid("an expression's children must stand before their parent");
  }
  return {};
}

Status Evaluator::check(Id id, const Table& table, int depth, bool aggregates) {
  const crl_node& n = node(id);
  Step& step = steps_[id];
  if (depth > kMaxDepth) return invalid("the expression nests deeper than 200");
  if (step.table != nullptr && step.table != &table)
    return invalid("a node of an expression belongs to the rows of two collections");
  if (step.table != nullptr) return {};
  step.table = &table;
  step.type = n.type;
  if (is_over(n.op)) return check_over(id, table, depth, aggregates);
  const auto [least, most] = arity(n.op);
  if (least > most)
    return Error{
        CRL_E_UNSUPPORTED, "this storage does not know the operation " + std::to_string(n.op), 0, {}};
  if (n.n_args < least || n.n_args > most)
    return of_op(n.op, "has " + std::to_string(n.n_args) + " arguments, expected " + std::to_string(least));
  if (n.op == CRL_X_LIT) {
    step.type = n.lit.type;
    if (holds_text(step.type) && n.lit.is_null == 0) step.folded = fold(view(n.lit.v.s));
  }
  if (n.op == CRL_X_NOW) step.type = CRL_T_TIME;
  if (n.op == CRL_X_FIELD) {
    const auto column = table.column(view(expr_.names[n.name]));
    if (!column) return column.error();
    step.column = column->at;
    step.type = column->type;
  }
  if (Status s = check_args(id, table, depth, aggregates); !s) return s;
  return check_types(id);
}

Status Evaluator::check_args(Id id, const Table& table, int depth, bool aggregates) {
  for (const Id a : args(id)) {
    if (Status s = check(a, table, depth + 1, aggregates); !s) return s;
  }
  return {};
}

Status Evaluator::check_over(Id id, const Table& table, int depth, bool aggregates) {
  const crl_node& n = node(id);
  const bool counts = n.op == CRL_X_EXISTS || n.op == CRL_X_COUNT;
  const std::string_view name = view(expr_.names[n.name]);
  Step& step = steps_[id];
  const Table* rows = &table;
  const std::size_t expected = counts ? 1 : 2;
  if (name.empty()) {
    if (!aggregates || n.op == CRL_X_EXISTS)
      return of_op(n.op, "over the query's own rows stands only in outputs");
    has_aggregate_ = true;
  } else {
    const auto relation = table.relation(name);
    if (!relation) return relation.error();
    step.relation = *relation;
    rows = relation->table;
  }
  const bool whole = name.empty() && n.n_args + 1U == expected;  // the predicate is absent: all rows
  step.has_predicate = !whole;
  if (n.n_args != expected && !whole)
    return of_op(n.op,
                 "has " + std::to_string(n.n_args) + " arguments, expected " + std::to_string(expected));
  for (const Id a : args(id)) {
    if (Status s = check(a, *rows, depth + 1, false); !s) return s;
  }
  if (step.has_predicate && type_of(args(id)[0]) != CRL_T_BOOL)
    return of_op(n.op, "needs a condition that is BOOL");
  if (n.op == CRL_X_EXISTS) step.type = CRL_T_BOOL;
  if (n.op == CRL_X_COUNT) step.type = CRL_T_I64;
  if ((n.op == CRL_X_SUM || n.op == CRL_X_AVG) && !is_number(type_of(args(id).back())))
    return of_op(n.op, "needs numbers");
  return {};
}

Status Evaluator::check_types(Id id) {
  const std::uint16_t op = node(id).op;
  const auto arguments = args(id);
  const auto type = [&](std::size_t i) { return type_of(arguments[i]); };
  const auto mix = [](std::uint32_t a, std::uint32_t b) { return a == b || (is_number(a) && is_number(b)); };
  const auto all = [&](std::uint32_t wanted) {
    return std::all_of(arguments.begin(), arguments.end(), [&](Id a) { return type_of(a) == wanted; });
  };
  if (op == CRL_X_AND || op == CRL_X_OR || op == CRL_X_NOT) {
    if (!all(CRL_T_BOOL)) return of_op(op, "needs conditions that are BOOL");
  } else if (is_text_op(op)) {
    if (!all(CRL_T_TEXT)) return of_op(op, "needs TEXT");
  } else if ((op >= CRL_X_EQ && op <= CRL_X_GE) || op == CRL_X_IN) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (!mix(type(0), type(i))) return of_op(op, "compares values of two types");
    }
  } else if (op == CRL_X_HAS && (type(0) != CRL_T_SET || type(1) != CRL_T_TEXT)) {
    return of_op(op, "needs a SET and a TEXT");
  } else if (op == CRL_X_DATE_PART && (type(0) != CRL_T_DATE || type(1) != CRL_T_I64)) {
    return of_op(op, "needs a DATE and an I64");
  } else if (op == CRL_X_JSON_PATH && (type(0) != CRL_T_JSON || type(1) != CRL_T_TEXT)) {
    return of_op(op, "needs JSON and a TEXT");
  } else if (op >= CRL_X_ADD && op <= CRL_X_MUL) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (!is_number(type(i)) && type(i) != CRL_T_TIME && type(i) != CRL_T_DATE)
        return of_op(op, "needs numbers");
    }
  }
  const bool truth = op == CRL_X_IS_NULL || op == CRL_X_HAS || op == CRL_X_IN || is_text_op(op) ||
                     (op >= CRL_X_AND && op <= CRL_X_GE);
  if (truth) steps_[id].type = CRL_T_BOOL;
  return {};
}

}  // namespace carillon::reference
