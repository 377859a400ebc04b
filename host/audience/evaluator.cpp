#include "audience/evaluator.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include <carillon/comparison.hpp>

#include "audience/values.h"
#include "base/fold.h"
#include "base/json.h"
#include "base/wide.h"

namespace carillon::audience {

namespace {

// A value that owns its text; nullopt is a missing one.
struct Owned {
  crl_value value{};
  std::string text;
};
using Value = std::optional<Owned>;

bool has_text(std::uint32_t type) {
  return type == CRL_T_TEXT || type == CRL_T_SET || type == CRL_T_JSON || type == CRL_T_BYTES;
}

Value own(const crl_value& v) {
  if (v.is_null != 0) return std::nullopt;
  Owned out{v, {}};
  if (has_text(v.type)) out.text = view(v.v.s);
  return out;
}

crl_value borrow(const Owned& owned) {
  crl_value out = owned.value;
  if (has_text(out.type)) out.v.s = str(owned.text);
  return out;
}

double as_double(const crl_value& v) {
  if (v.type == CRL_T_F64) return v.v.f;
  const auto whole = static_cast<double>(v.v.i);
  return v.type == CRL_T_DECIMAL ? whole / static_cast<double>(Decimal::kScale) : whole;
}

Int128 as_units(const crl_value& v) {
  return v.type == CRL_T_DECIMAL ? Int128{v.v.i} : Int128{v.v.i} * Decimal::kScale;
}

Int128 divide_rounded(Int128 a, Int128 b) {
  const Int128 half = b / 2;
  return a >= 0 ? (a + half) / b : -((-a + half) / b);
}

Value whole(Int128 i, std::uint32_t type) {
  const auto narrow = static_cast<std::int64_t>(i);
  if (narrow != i) return std::nullopt;
  return own(cell::of_int(narrow, type));
}

std::int64_t date_part(std::int64_t day, std::int64_t part) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
  const auto month = static_cast<std::int64_t>(static_cast<unsigned>(ymd.month()));
  const auto date = static_cast<std::int64_t>(static_cast<unsigned>(ymd.day()));
  switch (part) {
    case CRL_PART_YEAR:
      return static_cast<int>(ymd.year());
    case CRL_PART_MONTH:
      return month;
    case CRL_PART_DAY:
      return date;
    default:
      return month * 100 + date;
  }
}

class Evaluator {
 public:
  Evaluator(const Expr& expr, std::int64_t now_us) : expr_(expr), now_us_(now_us) {}

  bool truth(Expr::Id id, const Record& row) const {
    const crl_node& n = expr_.nodes()[id];
    const auto args = expr_.args(n);
    const auto is_true = [&](Expr::Id arg) { return truth(arg, row); };
    switch (n.op) {
      case CRL_X_AND:
        return std::ranges::all_of(args, is_true);
      case CRL_X_OR:
        return std::ranges::any_of(args, is_true);
      case CRL_X_NOT:
        return !is_true(args[0]);
      case CRL_X_IS_NULL:
        return !value(args[0], row);
      case CRL_X_EXISTS:
        return !members(n, row).empty();
      case CRL_X_IN:
      case CRL_X_IN_CI: {
        const std::uint16_t equal = n.op == CRL_X_IN ? CRL_X_EQ : CRL_X_EQ_CI;
        return std::ranges::any_of(args.subspan(1),
                                   [&](Expr::Id arg) { return compared(equal, args[0], arg, row); });
      }
      case CRL_X_LIT:
      case CRL_X_FIELD:
      case CRL_X_JSON_PATH: {
        const Value v = value(id, row);
        return v && v->value.v.i != 0;
      }
      default:
        return compared(n.op, args[0], args[1], row);
    }
  }

 private:
  bool compared(std::uint16_t op, Expr::Id left, Expr::Id right, const Record& row) const {
    const Value a = value(left, row);
    const Value b = value(right, row);
    if (!a || !b) return false;
    if (op == CRL_X_HAS) {
      const auto members = unpack_set(a->text);
      return std::ranges::any_of(members, [&](const std::string& m) { return fold(m) == fold(b->text); });
    }
    if (op == CRL_X_EQ_CI) return fold(a->text) == fold(b->text);
    if (op == CRL_X_CONTAINS_CI) return fold(a->text).find(fold(b->text)) != std::string::npos;
    if (op == CRL_X_STARTS_WITH_CI) return fold(a->text).starts_with(fold(b->text));
    if (op == CRL_X_ENDS_WITH_CI) return fold(a->text).ends_with(fold(b->text));
    const auto order = compare_values(borrow(*a), borrow(*b));
    return is_so(op, order < 0 ? -1 : (order > 0 ? 1 : 0));
  }

  Value value(Expr::Id id, const Record& row) const {
    const crl_node& n = expr_.nodes()[id];
    const auto args = expr_.args(n);
    switch (n.op) {
      case CRL_X_LIT:
        return own(n.lit);
      case CRL_X_FIELD:
        return own(row.get(expr_.name(n)));
      case CRL_X_NOW:
        return own(cell::time(now_us_));
      case CRL_X_JSON_PATH:
        return json_path(n.type, value(args[0], row), value(args[1], row));
      case CRL_X_DATE_PART: {
        const Value day = value(args[0], row);
        const Value part = value(args[1], row);
        if (!day || !part) return std::nullopt;
        return own(cell::of_int(date_part(day->value.v.i, part->value.v.i)));
      }
      case CRL_X_ADD:
      case CRL_X_SUB:
      case CRL_X_MUL:
        return arithmetic(n.op, n.type, value(args[0], row), value(args[1], row));
      case CRL_X_COUNT:
        return own(cell::of_int(static_cast<std::int64_t>(members(n, row).size())));
      case CRL_X_SUM:
      case CRL_X_MIN:
      case CRL_X_MAX:
      case CRL_X_AVG:
        return aggregate(n, row);
      default:
        return own(cell::boolean(truth(id, row)));
    }
  }

  // The rows of a node's relation where its predicate holds.
  std::vector<const Record*> members(const crl_node& n, const Record& row) const {
    auto rows = row.related(expr_.name(n));
    std::erase_if(rows, [&](const Record* r) { return n.n_args > 0 && !truth(expr_.args(n)[0], *r); });
    return rows;
  }

  Value aggregate(const crl_node& n, const Record& row) const {
    std::vector<Owned> values;
    for (const Record* member : members(n, row)) {
      if (Value v = value(expr_.args(n)[1], *member)) values.push_back(*std::move(v));
    }
    if (n.op == CRL_X_MIN || n.op == CRL_X_MAX) {
      if (values.empty()) return std::nullopt;
      const auto less = [](const Owned& a, const Owned& b) {
        return compare_values(borrow(a), borrow(b)) < 0;
      };
      return n.op == CRL_X_MIN ? *std::ranges::min_element(values, less)
                               : *std::ranges::max_element(values, less);
    }
    if (n.op == CRL_X_AVG && values.empty()) return std::nullopt;
    const auto count = static_cast<std::int64_t>(values.size());
    if (n.type == CRL_T_F64) {
      double sum = 0;
      for (const Owned& v : values) sum += as_double(v.value);
      return own(cell::real(n.op == CRL_X_AVG ? sum / static_cast<double>(count) : sum));
    }
    Int128 sum = 0;  // in units of money
    for (const Owned& v : values) sum += as_units(v.value);
    if (n.op == CRL_X_AVG) sum = divide_rounded(sum, count);
    return whole(n.type == CRL_T_DECIMAL ? sum : sum / Decimal::kScale, n.type);
  }

  static Value json_path(std::uint32_t wanted, const Value& document, const Value& pointer) {
    if (!document || !pointer) return std::nullopt;
    const auto parsed = parse_json(document->text);
    if (!parsed) return std::nullopt;
    const json::value* found = at_pointer(*parsed, pointer->text);
    if (found == nullptr) return std::nullopt;
    if (wanted == CRL_T_TEXT && found->is_string())
      return own(cell::text(std::string_view(found->get_string())));
    if (wanted == CRL_T_F64 && found->is_number()) return own(cell::real(found->to_number<double>()));
    if (wanted == CRL_T_BOOL && found->is_bool()) return own(cell::boolean(found->get_bool()));
    return std::nullopt;
  }

  static Value arithmetic(int op, std::uint32_t type, const Value& a, const Value& b) {
    if (!a || !b) return std::nullopt;
    const crl_value& x = a->value;
    const crl_value& y = b->value;
    if (type == CRL_T_F64) {
      const double p = as_double(x);
      const double q = as_double(y);
      return own(cell::real(op == CRL_X_ADD ? p + q : (op == CRL_X_SUB ? p - q : p * q)));
    }
    if (type == CRL_T_DECIMAL) {
      if (op == CRL_X_MUL && (x.type == CRL_T_I64 || y.type == CRL_T_I64)) {
        return whole(Int128{x.v.i} * y.v.i, type);
      }
      if (op == CRL_X_MUL) return whole(divide_rounded(as_units(x) * as_units(y), Decimal::kScale), type);
      return whole(op == CRL_X_ADD ? as_units(x) + as_units(y) : as_units(x) - as_units(y), type);
    }
    const Int128 p = x.v.i;
    const Int128 q = y.v.i;
    return whole(op == CRL_X_ADD ? p + q : (op == CRL_X_SUB ? p - q : p * q), type);
  }

  const Expr& expr_;
  const std::int64_t now_us_;
};

}  // namespace

bool holds(const Expr& where, const Record& row, std::int64_t now_us) {
  return !where.empty() && Evaluator(where, now_us).truth(where.root(), row);
}

}  // namespace carillon::audience
