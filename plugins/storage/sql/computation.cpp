// The computed values of Compiler: arithmetic, parts of dates, paths into JSON, aggregates.
#include "expression.h"
#include "numeric.h"
#include "words.h"

namespace carillon::sql {

namespace {

bool is_whole(std::uint32_t type) {
  return type == CRL_T_I64 || type == CRL_T_DECIMAL || type == CRL_T_TIME || type == CRL_T_DATE;
}

Fragment ten_thousand() { return bound(cell::of_int(Decimal::kScale)); }

}  // namespace

// The value as another numeric type: I64 -> DECIMAL -> F64.
Value Compiler::converted(Value v, std::uint32_t type) {
  if (v.type == type) return v;
  Value out{.type = type};
  if (type == CRL_T_DECIMAL && v.type == CRL_T_I64) {
    out.sql = dialect_.arithmetic('*', v.sql, ten_thousand());
  } else if (type == CRL_T_F64 && v.type == CRL_T_I64) {
    out.sql = dialect_.to_real(v.sql);
  } else if (type == CRL_T_F64 && v.type == CRL_T_DECIMAL) {
    out.sql = join("(", dialect_.to_real(v.sql), " / ", ten_thousand(), ")");
  } else {
    out.sql = fail(invalid("a " + type_name(v.type) + " cannot be used as " + type_name(type)));
  }
  return out;
}

Value Compiler::arithmetic(const crl_node& n) {
  if (!expect(n, 2, 2)) return {};
  Value a = operand(args(n)[0]);
  Value b = operand(args(n)[1]);
  const char op = n.op == CRL_X_ADD ? '+' : (n.op == CRL_X_SUB ? '-' : '*');
  Value out{.type = n.type};
  if (n.type == CRL_T_F64) {
    const char sign[] = {' ', op, ' ', '\0'};
    out.sql = join("(", converted(a, CRL_T_F64).sql, sign, converted(b, CRL_T_F64).sql, ")");
  } else if (n.type == CRL_T_DECIMAL && op == '*' && a.type == CRL_T_DECIMAL && b.type == CRL_T_DECIMAL) {
    out.sql = dialect_.multiply_money(a.sql, b.sql);
  } else if (n.type == CRL_T_DECIMAL && op == '*') {
    if (a.type != CRL_T_DECIMAL)
      a = converted(a, b.type == CRL_T_DECIMAL ? CRL_T_I64 : CRL_T_DECIMAL);
    else
      b = converted(b, CRL_T_I64);
    out.sql = dialect_.arithmetic('*', a.sql, b.sql);
  } else if (n.type == CRL_T_DECIMAL) {
    out.sql = dialect_.arithmetic(op, converted(a, CRL_T_DECIMAL).sql, converted(b, CRL_T_DECIMAL).sql);
  } else if (is_whole(n.type) && is_whole(a.type) && is_whole(b.type) && a.type != CRL_T_DECIMAL &&
             b.type != CRL_T_DECIMAL) {
    out.sql = dialect_.arithmetic(op, a.sql, b.sql);
  } else {
    out.sql = fail(invalid(std::string(op_name(n.op)) + " of " + type_name(a.type) + " and " +
                           type_name(b.type) + " does not make " + type_name(n.type)));
  }
  return out;
}

Value Compiler::date_part(const crl_node& n) {
  if (!expect(n, 2, 2)) return {};
  const Value days = operand(args(n)[0]);
  const Value part = operand(args(n)[1]);
  if (days.type != CRL_T_DATE || part.literal == nullptr || part.type != CRL_T_I64) {
    return {fail(invalid("DATE_PART needs a DATE and a literal part"))};
  }
  if (part.literal->v.i < CRL_PART_YEAR || part.literal->v.i > CRL_PART_MONTH_DAY) {
    return {fail({CRL_E_UNSUPPORTED, "DATE_PART has no part " + std::to_string(part.literal->v.i), 0, {}})};
  }
  return {dialect_.date_part(days.sql, part.literal->v.i), CRL_T_I64};
}

Value Compiler::json_path(const crl_node& n) {
  if (!expect(n, 2, 2)) return {};
  const Value json = operand(args(n)[0]);
  const Value path = operand(args(n)[1]);
  if (json.type != CRL_T_JSON || path.literal == nullptr || path.type != CRL_T_TEXT) {
    return {fail(invalid("JSON_PATH needs a JSON field and a literal pointer"))};
  }
  const std::string_view pointer = cell::as_text(*path.literal);
  if (!pointer.empty() && pointer.front() != '/') {
    return {fail(invalid("the JSON pointer \"" + std::string(pointer) + "\" must begin with /"))};
  }
  if (n.type != CRL_T_TEXT && n.type != CRL_T_F64 && n.type != CRL_T_BOOL) {
    return {fail({CRL_E_UNSUPPORTED, "JSON_PATH yields TEXT, F64 or BOOL, not " + type_name(n.type), 0, {}})};
  }
  return {dialect_.json_value(json.sql, path.sql, n.type), n.type};
}

// An aggregate of the query's own rows, perhaps only of those where a predicate holds.
Value Compiler::aggregate(const crl_node& n) {
  if (!aggregates_)
    return {fail(invalid(std::string(op_name(n.op)) + " without a relation is for a query's outputs"))};
  const bool count = n.op == CRL_X_COUNT;
  if (!expect(n, count ? 0 : 1, count ? 1 : 2)) return {};
  aggregates_ = false;
  const bool filtered = n.n_args == (count ? 1 : 2);
  Value argument = count ? Value{.sql = filtered ? "1" : "*", .type = CRL_T_I64} : operand(args(n).back());
  if (filtered)
    argument = {join("CASE WHEN ", truth(args(n)[0]), " THEN ", argument.sql, " END"), argument.type};
  aggregates_ = true;
  return aggregate_of(n, argument);
}

Value Compiler::aggregate_of(const crl_node& n, const Value& argument) {
  const auto wanted = [&](Value v) { return n.type == 0 ? v : converted(std::move(v), n.type); };
  const auto call = [&](const char* function) { return join(function, "(", argument.sql, ")"); };
  if (n.op == CRL_X_COUNT) return wanted({join("COUNT(", argument.sql, ")"), CRL_T_I64});
  if (n.op == CRL_X_MIN || n.op == CRL_X_MAX) {
    return wanted({call(n.op == CRL_X_MIN ? "MIN" : "MAX"), argument.type});
  }
  if (n.op == CRL_X_SUM && is_numeric(argument.type)) {
    const crl_value nothing = argument.type == CRL_T_F64 ? cell::real(0) : cell::of_int(0);
    return wanted({join("COALESCE(", call("SUM"), ", ", bound(nothing), ")"), argument.type});
  }
  if (n.op == CRL_X_AVG && is_whole(argument.type)) {
    if (n.type != CRL_T_F64) {
      Value v = n.type == CRL_T_DECIMAL ? converted({call("SUM"), argument.type}, CRL_T_DECIMAL)
                                        : Value{.sql = call("SUM"), .type = argument.type};
      v.sql = dialect_.divide_rounded(v.sql, call("COUNT"));
      return wanted(std::move(v));
    }
    Value sum = converted({call("SUM"), argument.type}, CRL_T_F64);
    return {join("(", sum.sql, " / ", call("COUNT"), ")"), CRL_T_F64};
  }
  if (n.op == CRL_X_AVG && argument.type == CRL_T_F64) return wanted({call("AVG"), CRL_T_F64});
  return {fail(invalid(std::string(op_name(n.op)) + " of " + type_name(argument.type) + " has no meaning"))};
}

}  // namespace carillon::sql
