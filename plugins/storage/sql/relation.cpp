// The related rows of Compiler: a subquery for each row, or all of them read once; see README.md.
#include <algorithm>

#include "expression.h"

namespace carillon::sql {

namespace {

// Whether rows of a collection are found by this field.
bool is_led_by(const Collection& c, std::string_view field) {
  if (c.key.front() == field) return true;
  return std::any_of(c.indexes.begin(), c.indexes.end(),
                     [&](const Index& index) { return index.fields.front() == field; });
}

// Whether the key or an index that leads to rows by `field` goes on with `next`.
bool goes_on_with(const Collection& c, std::string_view field, std::string_view next) {
  const auto goes_on = [&](const std::vector<std::string>& fields) {
    return fields.size() > 1 && fields[0] == field && fields[1] == next;
  };
  return goes_on(c.key) || std::any_of(c.indexes.begin(), c.indexes.end(),
                                       [&](const Index& index) { return goes_on(index.fields); });
}

bool is_over_relation(const crl_node& n) { return n.op >= CRL_X_EXISTS && n.op <= CRL_X_AVG; }

// A comparison that an index can serve.
bool is_bound(std::uint16_t op) { return op >= CRL_X_EQ && op <= CRL_X_IN && op != CRL_X_NE; }

}  // namespace

bool Compiler::asks_relations(std::uint32_t id) const {
  const auto children = args(node(id));
  return is_over_relation(node(id)) ||
         std::any_of(children.begin(), children.end(), [&](std::uint32_t a) { return asks_relations(a); });
}

bool Compiler::narrows(const crl_node& n) const {
  const auto parts = args(n);
  return n.op == CRL_X_AND &&
         std::any_of(parts.begin(), parts.end(), [&](std::uint32_t a) { return !asks_relations(a); });
}

bool Compiler::is_bounded(std::uint32_t id, const Collection& c, std::string_view foreign) const {
  const crl_node& n = node(id);
  const auto parts = args(n);
  if (n.op == CRL_X_AND) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](std::uint32_t a) { return is_bounded(a, c, foreign); });
  }
  return is_bound(n.op) && std::any_of(parts.begin(), parts.end(), [&](std::uint32_t a) {
           return node(a).op == CRL_X_FIELD && goes_on_with(c, foreign, name(node(a)));
         });
}

// Few rows are passed over by a condition on the related row itself, and many by one on a further relation.
bool Compiler::passes_all(const crl_node& n, const Collection& c, std::string_view foreign) const {
  const bool filtered = n.n_args > 0;
  if (filtered && is_bounded(args(n)[0], c, foreign)) return false;
  if (n.op == CRL_X_COUNT || n.op == CRL_X_SUM || n.op == CRL_X_AVG) return true;
  return filtered && asks_relations(args(n)[0]);
}

Value Compiler::over_relation(const crl_node& n) {
  const Relation* relation = scope_.collection->relation(name(n));
  if (relation == nullptr) {
    return {fail(invalid(scope_.collection->name + " has no relation \"" + std::string(name(n)) + "\""))};
  }
  const auto target = catalog_.find(relation->collection);
  if (!target) return {fail(target.error())};
  const auto foreign = (*target)->column(relation->foreign);
  if (!foreign) return {fail(foreign.error())};
  const bool has_value = n.op != CRL_X_EXISTS && n.op != CRL_X_COUNT;
  if (!expect(n, has_value ? 2 : 0, has_value ? 2 : 1)) return {};
  const bool led = is_led_by(**target, relation->foreign);
  const bool once = !led || (of_every_row_ && passes_all(n, **target, relation->foreign));

  const Scope outer = scope_;
  const bool outer_aggregates = std::exchange(aggregates_, false);
  const bool outer_every_row = std::exchange(of_every_row_, false);
  scope_ = {*target, dialect_.quote("r" + std::to_string(++relations_))};
  const Fragment foreign_key = field(scope_, relation->foreign);
  const Fragment local_key = field(outer, relation->local);
  const Fragment condition = n.n_args > 0 ? truth(args(n)[0]) : Fragment("1");
  const Value argument = has_value ? operand(args(n)[1]) : Value{.sql = "*", .type = CRL_T_I64};
  const Fragment from = join(" FROM ", dialect_.quote((*target)->name), " AS ", scope_.qualifier,
                             once && led ? dialect_.scan_hint() : std::string_view{}, " WHERE ");
  const std::string found = dialect_.quote("d" + std::to_string(relations_));
  scope_ = outer;
  aggregates_ = outer_aggregates;
  of_every_row_ = outer_every_row;

  const bool exists = n.op == CRL_X_EXISTS;
  const Value made = exists ? Value{.sql = "1", .type = CRL_T_BOOL} : aggregate_of(n, argument);
  if (!once) {
    const Fragment rows = join(from, foreign_key, " = ", local_key, " AND ", condition, ")");
    if (exists) return {join("EXISTS (SELECT 1", rows), CRL_T_BOOL};
    return {join("(SELECT ", made.sql, rows), made.type};
  }
  if (exists) return {join(local_key, " IN (SELECT ", foreign_key, from, condition, ")"), CRL_T_BOOL};
  const std::string key = dialect_.quote("k");
  const std::string value = dialect_.quote("v");
  const Fragment grouped = join("(SELECT ", foreign_key, " AS ", key, ", ", made.sql, " AS ", value, from,
                                condition, " GROUP BY ", foreign_key, ")");
  const Fragment looked_up = join("(SELECT ", found, ".", value, " FROM ", grouped, " AS ", found, " WHERE ",
                                  found, ".", key, " = ", local_key, ")");
  if (n.op != CRL_X_COUNT && n.op != CRL_X_SUM) return {looked_up, made.type};
  const crl_value nothing = made.type == CRL_T_F64 ? cell::real(0) : cell::of_int(0);
  return {join("COALESCE(", looked_up, ", ", bound(nothing), ")"), made.type};
}

}  // namespace carillon::sql
