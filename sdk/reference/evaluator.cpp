#include "evaluator.h"

#include <algorithm>

#include <carillon/comparison.hpp>

#include "number.h"
#include "text_rules.h"

namespace carillon::reference {

bool Evaluator::truth(const Row& row) {
  texts_.clear();
  return holds(root(), &row);
}

crl_value Evaluator::value(const Row& row) {
  texts_.clear();
  return cell_of(root(), &row);
}

crl_value Evaluator::value(Group group) {
  texts_.clear();
  group_ = group;
  return cell_of(root(), group.empty() ? nullptr : group.front());
}

bool Evaluator::holds(Id id, const Row* row) {
  const auto arguments = args(id);
  const auto true_of = [&](Id a) { return holds(a, row); };
  switch (node(id).op) {
    case CRL_X_AND:
      return std::all_of(arguments.begin(), arguments.end(), true_of);
    case CRL_X_OR:
      return std::any_of(arguments.begin(), arguments.end(), true_of);
    case CRL_X_NOT:
      return !holds(arguments[0], row);
    case CRL_X_IS_NULL:
      return cell_of(arguments[0], row).is_null != 0;
    case CRL_X_EQ:
    case CRL_X_NE:
    case CRL_X_LT:
    case CRL_X_LE:
    case CRL_X_GT:
    case CRL_X_GE:
    case CRL_X_IN:
      return compares(id, row);
    case CRL_X_EQ_CI:
    case CRL_X_IN_CI:
    case CRL_X_STARTS_WITH_CI:
    case CRL_X_ENDS_WITH_CI:
    case CRL_X_CONTAINS_CI:
    case CRL_X_HAS:
      return texts_agree(id, row);
    default: {
      const crl_value v = cell_of(id, row);
      return v.is_null == 0 && v.v.i != 0;
    }
  }
}

// A missing side makes every comparison false.
bool Evaluator::compares(Id id, const Row* row) {
  const auto arguments = args(id);
  const crl_value a = cell_of(arguments[0], row);
  if (a.is_null != 0) return false;
  if (node(id).op == CRL_X_IN) {
    return std::any_of(arguments.begin() + 1, arguments.end(), [&](Id other) {
      const crl_value b = cell_of(other, row);
      return b.is_null == 0 && compare(a, b) == 0;
    });
  }
  const crl_value b = cell_of(arguments[1], row);
  if (b.is_null != 0) return false;
  return is_so(node(id).op, compare(a, b));
}

bool Evaluator::texts_agree(Id id, const Row* row) {
  const auto arguments = args(id);
  if (cell_of(arguments[0], row).is_null != 0) return false;
  const std::string a = folded(arguments[0], row);
  const auto with = [&](Id other) {
    if (cell_of(other, row).is_null != 0) return false;
    const std::string b = folded(other, row);
    switch (node(id).op) {
      case CRL_X_STARTS_WITH_CI:
        return a.starts_with(b);
      case CRL_X_ENDS_WITH_CI:
        return a.ends_with(b);
      case CRL_X_CONTAINS_CI:
        return a.find(b) != std::string::npos;
      case CRL_X_HAS: {
        const auto items = unpack_set(a);
        return std::find(items.begin(), items.end(), b) != items.end();
      }
      default:
        return a == b;
    }
  };
  return std::any_of(arguments.begin() + 1, arguments.end(), with);
}

std::string Evaluator::folded(Id id, const Row* row) {
  if (steps_[id].folded) return *steps_[id].folded;
  return fold(cell::as_text(cell_of(id, row)));
}

crl_value Evaluator::cell_of(Id id, const Row* row) {
  const crl_node& n = node(id);
  const auto arguments = args(id);
  switch (n.op) {
    case CRL_X_LIT:
      return n.lit;
    case CRL_X_NOW:
      return cell::time(now_us_);
    case CRL_X_FIELD:
      return row == nullptr ? cell::null(type_of(id)) : (*row)[steps_[id].column].view();
    case CRL_X_ADD:
    case CRL_X_SUB:
    case CRL_X_MUL:
      return arithmetic(n.op, n.type, cell_of(arguments[0], row), cell_of(arguments[1], row));
    case CRL_X_DATE_PART: {
      const crl_value day = cell_of(arguments[0], row);
      if (day.is_null != 0) return cell::null(CRL_T_I64);
      return cell::of_int(date_part(day.v.i, cell_of(arguments[1], row).v.i));
    }
    case CRL_X_JSON_PATH: {
      const crl_value json = cell_of(arguments[0], row);
      if (json.is_null != 0) return cell::null(n.type);
      const auto found = json_scalar(view(json.v.s), cell::as_text(cell_of(arguments[1], row)));
      if (!found || found->view().type != n.type) return cell::null(n.type);
      if (n.type != CRL_T_TEXT) return found->view();
      return cell::text(texts_.emplace_back(view(found->view().v.s)));
    }
    case CRL_X_EXISTS:
    case CRL_X_COUNT:
    case CRL_X_SUM:
    case CRL_X_MIN:
    case CRL_X_MAX:
    case CRL_X_AVG:
      return steps_[id].relation.table == nullptr ? aggregate(id) : over(id, row);
    default:
      return cell::boolean(holds(id, row));
  }
}

// Over related rows: those that the relation leads to and of which the predicate, args[0], holds.
crl_value Evaluator::over(Id id, const Row* row) {
  const auto& relation = steps_[id].relation;
  const auto arguments = args(id);
  const bool stops_at_one = node(id).op == CRL_X_EXISTS;
  std::vector<crl_value> present;
  const crl_value local = row == nullptr ? crl_value{0, 1, {}} : (*row)[relation.local].view();
  if (local.is_null == 0) {
    relation.table->matching(relation.foreign, local, [&](const Row& other) {
      if (!holds(arguments[0], &other)) return true;
      const crl_value v = arguments.size() > 1 ? cell_of(arguments[1], &other) : cell::boolean(true);
      if (v.is_null == 0) present.push_back(v);
      return !stops_at_one;
    });
  }
  return fold_up(id, present);
}

crl_value Evaluator::aggregate(Id id) {
  std::vector<crl_value> present;
  for (const Row* row : group_) {
    const auto arguments = args(id);
    const bool filtered = steps_[id].has_predicate;
    if (filtered && !holds(arguments[0], row)) continue;
    const bool counts = arguments.size() == (filtered ? 1 : 0);
    const crl_value v = counts ? cell::boolean(true) : cell_of(arguments.back(), row);
    if (v.is_null == 0) present.push_back(v);
  }
  return fold_up(id, present);
}

crl_value Evaluator::fold_up(Id id, std::span<const crl_value> present) const {
  const std::uint16_t op = node(id).op;
  const std::uint32_t type = type_of(id);
  const auto less = [](const crl_value& a, const crl_value& b) { return compare(a, b) < 0; };
  if (op == CRL_X_EXISTS) return cell::boolean(!present.empty());
  if (op == CRL_X_COUNT) return cell::of_int(static_cast<std::int64_t>(present.size()));
  if (op == CRL_X_SUM) return sum(type, present);
  if (present.empty()) return cell::null(type);
  if (op == CRL_X_AVG) return average(type, present);
  return op == CRL_X_MIN ? *std::min_element(present.begin(), present.end(), less)
                         : *std::max_element(present.begin(), present.end(), less);
}

}  // namespace carillon::reference
