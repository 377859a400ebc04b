#include "audience/typing.h"

#include <algorithm>
#include <string>

#include "audience/fields.h"

namespace carillon::audience {

namespace {

Error mismatch(std::uint32_t op, std::span<const std::uint32_t> types, std::string_view expected) {
  std::string found;
  for (const std::uint32_t type : types) {
    if (!found.empty()) found += ", ";
    found += type_words(type);
  }
  return invalid("operation " + std::to_string(op) + " needs " + std::string(expected) + ", found " +
                 (found.empty() ? "nothing" : found));
}

bool has_order(std::uint32_t type) {
  return is_number(type) || type == CRL_T_TEXT || type == CRL_T_TIME || type == CRL_T_DATE;
}

bool comparable(std::uint32_t a, std::uint32_t b) { return a == b || (is_number(a) && is_number(b)); }

bool all_are(std::span<const std::uint32_t> types, std::uint32_t wanted) {
  return std::ranges::all_of(types, [&](std::uint32_t type) { return type == wanted; });
}

// 0 where the sum, difference or product has no meaning.
std::uint32_t arithmetic(std::uint32_t op, std::uint32_t a, std::uint32_t b) {
  if (is_number(a) && is_number(b)) {
    if (a == CRL_T_F64 || b == CRL_T_F64) return CRL_T_F64;
    return a == CRL_T_DECIMAL || b == CRL_T_DECIMAL ? CRL_T_DECIMAL : CRL_T_I64;
  }
  const bool calendar = a == CRL_T_TIME || a == CRL_T_DATE;
  if (op == CRL_X_SUB && calendar && a == b) return CRL_T_I64;
  if ((op == CRL_X_ADD || op == CRL_X_SUB) && calendar && b == CRL_T_I64) return a;
  return 0;
}

}  // namespace

bool is_number(std::uint32_t type) { return type == CRL_T_I64 || type == CRL_T_DECIMAL || type == CRL_T_F64; }

Result<std::uint32_t> result_type(std::uint32_t op, std::span<const std::uint32_t> types) {
  const std::size_t n = types.size();
  switch (op) {
    case CRL_X_AND:
    case CRL_X_OR:
      if (!all_are(types, CRL_T_BOOL)) return mismatch(op, types, "conditions");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_NOT:
      if (n != 1 || types[0] != CRL_T_BOOL) return mismatch(op, types, "one condition");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_EQ:
    case CRL_X_NE:
      if (n != 2 || !comparable(types[0], types[1]) || !(has_order(types[0]) || types[0] == CRL_T_BOOL)) {
        return mismatch(op, types, "two values of one type");
      }
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_LT:
    case CRL_X_LE:
    case CRL_X_GT:
    case CRL_X_GE:
      if (n != 2 || !comparable(types[0], types[1]) || !has_order(types[0])) {
        return mismatch(op, types, "two values of one type that has an order");
      }
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_IN:
      if (n == 0 || !has_order(types[0]) || !all_are(types, types[0])) {
        return mismatch(op, types, "a value and literals of its type");
      }
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_IS_NULL:
      if (n != 1 || types[0] == CRL_T_JSON)
        return mismatch(op, types, "one value; ask json() for a type first");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_EQ_CI:
    case CRL_X_STARTS_WITH_CI:
    case CRL_X_CONTAINS_CI:
    case CRL_X_ENDS_WITH_CI:
      if (n != 2 || !all_are(types, CRL_T_TEXT)) return mismatch(op, types, "two texts");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_IN_CI:
      if (n == 0 || !all_are(types, CRL_T_TEXT)) return mismatch(op, types, "texts");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_HAS:
      if (n != 2 || types[0] != CRL_T_SET || types[1] != CRL_T_TEXT)
        return mismatch(op, types, "a set and a text");
      return std::uint32_t{CRL_T_BOOL};
    case CRL_X_ADD:
    case CRL_X_SUB:
    case CRL_X_MUL:
      if (n == 2) {
        if (const std::uint32_t type = arithmetic(op, types[0], types[1])) return type;
      }
      return mismatch(op, types, "two numbers, or a time or date and a whole number");
    case CRL_X_NOW:
      if (n != 0) return mismatch(op, types, "no arguments");
      return std::uint32_t{CRL_T_TIME};
    case CRL_X_DATE_PART:
      if (n != 2 || types[0] != CRL_T_DATE || types[1] != CRL_T_I64) {
        return mismatch(op, types, "a date and a literal part");
      }
      return std::uint32_t{CRL_T_I64};
    default:
      return invalid("this host does not know operation " + std::to_string(op) + " as a node");
  }
}

Result<std::uint32_t> aggregate_type(std::uint32_t op, std::uint32_t value_type) {
  const std::uint32_t types[] = {value_type};
  switch (op) {
    case CRL_X_EXISTS:
    case CRL_X_COUNT:
      if (value_type != 0) return mismatch(op, types, "no value");
      return static_cast<std::uint32_t>(op == CRL_X_EXISTS ? CRL_T_BOOL : CRL_T_I64);
    case CRL_X_SUM:
      if (!is_number(value_type)) return mismatch(op, types, "a number");
      return value_type;
    case CRL_X_AVG:
      if (!is_number(value_type)) return mismatch(op, types, "a number");
      return static_cast<std::uint32_t>(value_type == CRL_T_F64 ? CRL_T_F64 : CRL_T_DECIMAL);
    case CRL_X_MIN:
    case CRL_X_MAX:
      if (!has_order(value_type)) return mismatch(op, types, "a value that has an order");
      return value_type;
    default:
      return invalid("operation " + std::to_string(op) + " is no aggregate");
  }
}

}  // namespace carillon::audience
