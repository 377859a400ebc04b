// The comparisons of Compiler: numbers by exact value, text by code point or folded, sets.
#include "expression.h"
#include "fold.h"
#include "numeric.h"
#include "words.h"

namespace carillon::sql {

namespace {

bool missing(const Value& v) { return v.literal != nullptr && v.literal->is_null != 0; }

Fragment sided(const Fragment& a, std::uint16_t op, const Fragment& b) {
  return join("(", a, sign_of(op), b, ")");
}

// The least text that is greater, by code point, than every text that begins with prefix; empty: there is
// none.
std::string after_prefix(std::string prefix) {
  while (!prefix.empty()) {
    std::size_t start = prefix.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(prefix[start]) & 0xC0) == 0x80) --start;
    const std::string_view last = std::string_view(prefix).substr(start);
    std::string next = next_character(last);
    prefix.resize(start);
    if (!next.empty()) return prefix + next;
  }
  return {};
}

}  // namespace

Fragment Compiler::comparison(std::uint16_t op, const Value& a, const Value& b) {
  if (op < CRL_X_EQ || op > CRL_X_GE) {
    return fail({CRL_E_UNSUPPORTED, "this storage does not know the operation " + std::to_string(op), 0, {}});
  }
  if (missing(a) || missing(b)) return "0";
  if (a.type != b.type) {
    if (!is_numeric(a.type) || !is_numeric(b.type)) {
      return fail(invalid(std::string(op_name(op)) + " compares " + type_name(a.type) + " with " +
                          type_name(b.type)));
    }
    if (b.literal != nullptr) return against_number(op, a, *b.literal);
    return dialect_.compare_mixed(sign_of(op), a.sql, a.type, b.sql, b.type);
  }
  // Equal texts have equal folds: where only the fold is indexed, let it narrow the search.
  if (op == CRL_X_EQ && a.column != nullptr && a.column->indexed_folded && b.literal != nullptr &&
      a.type == CRL_T_TEXT) {
    return join("(", a.folded, " = ", bound_text(fold(view(b.literal->v.s))), " AND ", a.sql, " = ", b.sql,
                ")");
  }
  return sided(a.sql, op, b.sql);
}

Fragment Compiler::against_number(std::uint16_t op, const Value& a, const crl_value& literal) {
  const Place place = place_in(a.type, literal);
  const Fragment always = join("(", a.sql, " IS NOT NULL)");
  if (place.where != Place::Where::kWithin) {
    const bool below = place.where == Place::Where::kBelowAll;
    const bool holds =
        op == CRL_X_NE || (below ? op == CRL_X_GT || op == CRL_X_GE : op == CRL_X_LT || op == CRL_X_LE);
    return holds ? always : Fragment("0");
  }
  if (!place.exact) {  // the literal lies between floor and the next value of the type
    if (op == CRL_X_EQ) return "0";
    if (op == CRL_X_NE) return always;
    if (op == CRL_X_LT) op = CRL_X_LE;
    if (op == CRL_X_GE) op = CRL_X_GT;
  }
  return sided(a.sql, op, bound(place.floor));
}

Fragment Compiler::in_list(const crl_node& n) {
  if (n.n_args == 0) return fail(invalid("IN has no value"));
  const Value a = operand(args(n)[0]);
  std::vector<Fragment> same_type;
  std::vector<Fragment> parts;
  for (const auto id : args(n).subspan(1)) {
    const Value b = operand(id);
    if (missing(b)) continue;
    if (b.type == a.type)
      same_type.push_back(b.sql);
    else
      parts.push_back(comparison(CRL_X_EQ, a, b));
  }
  if (!same_type.empty()) parts.push_back(join(a.sql, " IN (", list(same_type, ", "), ")"));
  return parts.empty() ? Fragment("0") : join("(", list(parts, " OR "), ")");
}

// The folded text of a value, through the stored copy where there is one.
Fragment Compiler::folded(const Value& v) {
  if (v.literal != nullptr) {
    const std::string_view text = cell::as_text(*v.literal);
    return bound_text(fold(v.type == CRL_T_SET ? stored_set(text) : std::string(text)));
  }
  return v.folded.empty() ? dialect_.fold(v.sql) : Fragment(v.folded);
}

Fragment Compiler::folded_text(const crl_node& n) {
  if (!expect(n, n.op == CRL_X_IN_CI ? 1 : 2, n.op == CRL_X_IN_CI ? 65'535 : 2)) return "NULL";
  const Value a = operand(args(n)[0]);
  if (a.type != CRL_T_TEXT)
    return fail(invalid(std::string(op_name(n.op)) + " needs TEXT, found " + type_name(a.type)));
  if (missing(a)) return "0";
  const Fragment text = folded(a);
  std::vector<Fragment> sides;
  const crl_value* literal = nullptr;
  for (const auto id : args(n).subspan(1)) {
    const Value b = operand(id);
    if (b.type != CRL_T_TEXT)
      return fail(invalid(std::string(op_name(n.op)) + " needs TEXT, found " + type_name(b.type)));
    if (missing(b)) continue;
    sides.push_back(folded(b));
    literal = b.literal;
  }
  if (sides.empty()) return "0";
  switch (n.op) {
    case CRL_X_IN_CI:
      return join("(", text, " IN (", list(sides, ", "), "))");
    case CRL_X_EQ_CI:
      return join("(", text, " = ", sides[0], ")");
    case CRL_X_CONTAINS_CI:
      return dialect_.contains(text, sides[0]);
    case CRL_X_ENDS_WITH_CI:
      return dialect_.ends_with(text, sides[0]);
    default:
      break;
  }
  if (literal == nullptr) return dialect_.starts_with(text, sides[0]);
  const std::string prefix = fold(view(literal->v.s));
  if (prefix.empty()) return join("(", text, " IS NOT NULL)");
  const std::string end = after_prefix(prefix);
  const Fragment from = join(text, " >= ", bound_text(prefix));
  return end.empty() ? join("(", from, ")") : join("(", from, " AND ", text, " < ", bound_text(end), ")");
}

Fragment Compiler::has(const crl_node& n) {
  if (!expect(n, 2, 2)) return "NULL";
  const Value set = operand(args(n)[0]);
  const Value text = operand(args(n)[1]);
  if (set.type != CRL_T_SET || text.type != CRL_T_TEXT) {
    return fail(
        invalid("HAS needs a SET and a TEXT, found " + type_name(set.type) + " and " + type_name(text.type)));
  }
  if (missing(set) || missing(text)) return "0";
  if (text.literal != nullptr) {
    const std::string wanted = fold(view(text.literal->v.s));
    if (wanted.find(kSetEnd) != std::string::npos) return "0";  // no member of a set holds the separator
    return dialect_.contains(folded(set), bound_text(kSetEnd + wanted + kSetEnd));
  }
  const Fragment end = bound_text(std::string(1, kSetEnd));
  const Fragment needle = dialect_.concat(dialect_.concat(end, folded(text)), end);
  return join("(", dialect_.contains(folded(set), needle), " AND NOT ", dialect_.contains(folded(text), end),
              ")");
}

}  // namespace carillon::sql
