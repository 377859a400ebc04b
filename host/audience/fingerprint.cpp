#include "audience/fingerprint.h"

#include <cstring>

namespace carillon::audience {

namespace {

void literal(const crl_value& v, std::string& out) {
  out += '#' + std::to_string(v.type) + ':';
  if (v.is_null != 0) {
    out += "null";
  } else if (v.type == CRL_T_TEXT || v.type == CRL_T_SET || v.type == CRL_T_JSON || v.type == CRL_T_BYTES) {
    const std::string_view text = cell::as_text(v);
    out += std::to_string(text.size()) + ':' + std::string(text);
  } else {
    std::int64_t bits = 0;
    static_assert(sizeof bits == sizeof v.v.f);
    std::memcpy(&bits, &v.v, sizeof bits);
    out += std::to_string(bits);
  }
}

void print(const Expr& expr, Expr::Id id, std::string& out) {
  const crl_node& n = expr.nodes()[id];
  if (n.op == CRL_X_LIT) return literal(n.lit, out);
  out += std::to_string(n.op) + '/' + std::to_string(n.type);
  if (n.op == CRL_X_FIELD || (n.op >= CRL_X_EXISTS && n.op <= CRL_X_AVG))
    out += '.' + std::string(expr.name(n));
  out += '(';
  for (const Expr::Id arg : expr.args(n)) {
    print(expr, arg, out);
    out += ',';
  }
  out += ')';
}

}  // namespace

std::string fingerprint(const Expr& expr, Expr::Id id) {
  std::string out;
  print(expr, id, out);
  return out;
}

}  // namespace carillon::audience
