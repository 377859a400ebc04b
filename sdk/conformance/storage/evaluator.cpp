#include "evaluator.h"

#include <algorithm>
#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

namespace carillon::conformance {

namespace {

using Number = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

bool missing(const OwnedCell& c) { return c.view().is_null != 0; }
std::string text_of(const OwnedCell& c) { return std::string(cell::as_text(c.view())); }
std::int64_t int_of(const OwnedCell& c) { return c.view().v.i; }

Number number_of(const crl_value& v) {
  if (v.type == CRL_T_F64) return Number(v.v.f);
  return v.type == CRL_T_DECIMAL ? Number(v.v.i, Decimal::kScale) : Number(v.v.i);
}

bool is_text(std::uint32_t type) {
  return type == CRL_T_TEXT || type == CRL_T_SET || type == CRL_T_JSON || type == CRL_T_BYTES;
}

int compare(const OwnedCell& a, const OwnedCell& b) {
  if (is_text(a.view().type)) return text_of(a).compare(text_of(b));
  const Number x = number_of(a.view());
  const Number y = number_of(b.view());
  return x < y ? -1 : (x > y ? 1 : 0);
}

Integer rounded(const Number& n) {  // half away from zero
  const Number half(1, 2);
  const Number shifted = n < 0 ? Number(n - half) : Number(n + half);
  return numerator(shifted) / denominator(shifted);  // truncates towards zero
}

// The number as a cell; a whole one that needs more than 64 bits is missing.
OwnedCell made(std::uint32_t type, const Number& n) {
  if (type == CRL_T_F64) return OwnedCell(cell::real(n.convert_to<double>()));
  const Integer units = rounded(type == CRL_T_DECIMAL ? Number(n * Decimal::kScale) : n);
  if (units > std::numeric_limits<std::int64_t>::max() || units < std::numeric_limits<std::int64_t>::min()) {
    return OwnedCell(cell::null(type));
  }
  return OwnedCell(cell::of_int(units.convert_to<std::int64_t>(), type));
}

bool is_leap(std::int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

// Counts days one year and one month at a time.
std::int64_t date_part(std::int64_t days, std::int64_t part) {
  std::int64_t year = 1970;
  while (days < 0) days += is_leap(--year) ? 366 : 365;
  for (; days >= (is_leap(year) ? 366 : 365); ++year) days -= is_leap(year) ? 366 : 365;
  const int lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (days >= lengths[month]) days -= lengths[month++];
  if (part == CRL_PART_YEAR) return year;
  if (part == CRL_PART_MONTH) return month + 1;
  if (part == CRL_PART_DAY) return days + 1;
  return (month + 1) * 100 + days + 1;
}

}  // namespace

bool Evaluator::truth(std::string_view collection, const Record& row) const {
  return holds(expr_.root(), {&world_.tables.find(collection)->second, &row});
}

OwnedCell Evaluator::value(std::string_view collection, const Record& row) const {
  return cell_of(expr_.root(), {&world_.tables.find(collection)->second, &row});
}

OwnedCell Evaluator::aggregate(std::string_view collection, const std::vector<const Record*>& group) const {
  const crl_node& n = expr_.nodes()[expr_.root()];
  const Table& table = world_.tables.find(collection)->second;
  std::vector<OwnedCell> values;
  for (const Record* r : group) {
    if (n.op != CRL_X_COUNT) values.push_back(cell_of(expr_.args(n).back(), {&table, r}));
  }
  return fold_up(n, values, group.size());
}

std::string Evaluator::folded(Expr::Id id, const Row& row) const {
  return world_.fold(text_of(cell_of(id, row)));
}

bool Evaluator::holds(Expr::Id id, const Row& row) const {
  const crl_node& n = expr_.nodes()[id];
  const auto args = expr_.args(n);
  const auto all = [&](auto&& test) { return std::all_of(args.begin(), args.end(), test); };
  switch (n.op) {
    case CRL_X_AND:
      return all([&](Expr::Id a) { return holds(a, row); });
    case CRL_X_OR:
      return !all([&](Expr::Id a) { return !holds(a, row); });
    case CRL_X_NOT:
      return !holds(args[0], row);
    case CRL_X_IS_NULL:
      return missing(cell_of(args[0], row));
    case CRL_X_EXISTS:
      return int_of(over(n, row)) > 0;
    default:
      break;
  }
  if (n.op < CRL_X_AND || n.op == CRL_X_LIT || n.op == CRL_X_JSON_PATH) {
    const OwnedCell c = cell_of(id, row);
    return !missing(c) && int_of(c) != 0;
  }
  if (missing(cell_of(args[0], row))) return false;
  if (n.op == CRL_X_IN || n.op == CRL_X_IN_CI) {
    return std::any_of(args.begin() + 1, args.end(), [&](Expr::Id a) {
      if (missing(cell_of(a, row))) return false;
      if (n.op == CRL_X_IN_CI) return folded(a, row) == folded(args[0], row);
      return compare(cell_of(args[0], row), cell_of(a, row)) == 0;
    });
  }
  if (missing(cell_of(args[1], row))) return false;
  if (n.op >= CRL_X_EQ && n.op <= CRL_X_GE) {
    const int c = compare(cell_of(args[0], row), cell_of(args[1], row));
    const bool answers[] = {c == 0, c != 0, c<0, c <= 0, c> 0, c >= 0};
    return answers[n.op - CRL_X_EQ];
  }
  const std::string a = folded(args[0], row);
  const std::string b = folded(args[1], row);
  switch (n.op) {
    case CRL_X_EQ_CI:
      return a == b;
    case CRL_X_STARTS_WITH_CI:
      return a.starts_with(b);
    case CRL_X_ENDS_WITH_CI:
      return a.ends_with(b);
    case CRL_X_CONTAINS_CI:
      return a.find(b) != std::string::npos;
    default: {  // HAS
      const auto items = unpack_set(a);
      return std::find(items.begin(), items.end(), b) != items.end();
    }
  }
}

OwnedCell Evaluator::cell_of(Expr::Id id, const Row& row) const {
  const crl_node& n = expr_.nodes()[id];
  const auto args = expr_.args(n);
  switch (n.op) {
    case CRL_X_LIT:
      return OwnedCell(n.lit);
    case CRL_X_NOW:
      return OwnedCell(cell::time(world_.now_us));
    case CRL_X_FIELD:
      return row.record->find(expr_.name(n))->second;
    case CRL_X_ADD:
    case CRL_X_SUB:
    case CRL_X_MUL:
      return arithmetic(n, row);
    case CRL_X_DATE_PART: {
      const OwnedCell day = cell_of(args[0], row);
      if (missing(day)) return OwnedCell(cell::null(CRL_T_I64));
      return OwnedCell(cell::of_int(date_part(int_of(day), int_of(cell_of(args[1], row)))));
    }
    case CRL_X_JSON_PATH: {
      const OwnedCell json = cell_of(args[0], row);
      const auto found =
          missing(json) ? std::nullopt : world_.json(text_of(json), text_of(cell_of(args[1], row)));
      return found && found->view().type == n.type ? *found : OwnedCell(cell::null(n.type));
    }
    case CRL_X_COUNT:
    case CRL_X_SUM:
    case CRL_X_MIN:
    case CRL_X_MAX:
    case CRL_X_AVG:
      return over(n, row);
    default:
      return OwnedCell(cell::boolean(holds(id, row)));
  }
}

OwnedCell Evaluator::arithmetic(const crl_node& n, const Row& row) const {
  const OwnedCell a = cell_of(expr_.args(n)[0], row);
  const OwnedCell b = cell_of(expr_.args(n)[1], row);
  if (missing(a) || missing(b)) return OwnedCell(cell::null(n.type));
  const Number x = number_of(a.view());
  const Number y = number_of(b.view());
  return made(n.type,
              n.op == CRL_X_ADD ? Number(x + y) : (n.op == CRL_X_SUB ? Number(x - y) : Number(x * y)));
}

OwnedCell Evaluator::over(const crl_node& n, const Row& row) const {
  const auto args = expr_.args(n);
  const auto& relations = row.table->spec.relations;
  const auto relation = std::find_if(relations.begin(), relations.end(),
                                     [&](const RelationSpec& r) { return r.name == expr_.name(n); });
  const Table& other = world_.tables.find(relation->collection)->second;
  const OwnedCell& local = row.record->find(relation->local)->second;
  std::vector<OwnedCell> values;
  std::size_t count = 0;
  for (const Record& r : other.rows) {
    const OwnedCell& foreign = r.find(relation->foreign)->second;
    if (missing(local) || missing(foreign) || compare(local, foreign) != 0) continue;
    if (!holds(args[0], {&other, &r})) continue;
    ++count;
    if (args.size() > 1) values.push_back(cell_of(args[1], {&other, &r}));
  }
  return fold_up(n, values, count);
}

OwnedCell Evaluator::fold_up(const crl_node& n, const std::vector<OwnedCell>& values,
                             std::size_t count) const {
  if (n.op == CRL_X_COUNT || n.op == CRL_X_EXISTS)
    return OwnedCell(cell::of_int(static_cast<std::int64_t>(count)));
  std::vector<OwnedCell> present;
  std::copy_if(values.begin(), values.end(), std::back_inserter(present),
               [](const auto& c) { return !missing(c); });
  if (n.op == CRL_X_MIN || n.op == CRL_X_MAX) {
    if (present.empty()) return OwnedCell(cell::null(n.type));
    const auto less = [](const OwnedCell& a, const OwnedCell& b) { return compare(a, b) < 0; };
    return n.op == CRL_X_MIN ? *std::min_element(present.begin(), present.end(), less)
                             : *std::max_element(present.begin(), present.end(), less);
  }
  if (n.op == CRL_X_AVG && present.empty()) return OwnedCell(cell::null(n.type));
  Number sum = 0;
  for (const OwnedCell& c : present) sum += number_of(c.view());
  return made(n.type, n.op == CRL_X_AVG ? Number(sum / static_cast<std::int64_t>(present.size())) : sum);
}

}  // namespace carillon::conformance
