// Expressions of the ABI as SQL.
//
// A condition is SQL that is TRUE exactly where the expression is true; where it is false the SQL may be
// FALSE or NULL, so that plain comparisons stay plain and indexes serve them. Only NOT, and a truth value
// that is used as a value, pay for IS [NOT] TRUE. Not thread-safe; one compiler for one call.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <carillon/abi/expr.h>
#include <carillon/result.hpp>

#include "catalog.h"
#include "dialect.h"
#include "fragment.h"

namespace carillon::sql {

// The rows that fields name: a collection and what stands before the point, already quoted.
struct Scope {
  const Collection* collection = nullptr;
  std::string qualifier;
};

struct Value {
  Fragment sql{};
  std::uint32_t type = 0;
  const Column* column = nullptr;      // when it is a plain field
  const crl_value* literal = nullptr;  // when it is a literal
  std::string folded{};                // of a plain field: its folded copy as SQL, or empty
};

class Compiler {
 public:
  // Borrows all three; literals borrow from the expressions that are compiled.
  Compiler(const Dialect& dialect, const Catalog& catalog, std::int64_t now_us);

  // `of_every_row`: the scope's rows will all be asked, which decides how related rows are read.
  Result<Fragment> condition(const crl_expr& expr, const Scope& scope, bool of_every_row = false);
  // A computed column; aggregates over the query's own rows only where `aggregates` allows them.
  Result<Value> value(const crl_expr& expr, const Scope& scope, bool aggregates, bool of_every_row = false);
  // Whether the expression aggregates the query's own rows.
  static bool is_aggregate(const crl_expr& expr);

  // A field of the scope, as SQL. REQUIRES: the column is the scope's.
  Fragment field(const Scope& scope, std::string_view column) const;

 private:
  Fragment truth(std::uint32_t id);  // as a condition
  Value operand(std::uint32_t id);   // as a value
  Value arithmetic(const crl_node& n);
  Value json_path(const crl_node& n);
  Value date_part(const crl_node& n);
  Value aggregate(const crl_node& n);
  Value over_relation(const crl_node& n);
  Value aggregate_of(const crl_node& n, const Value& argument);
  // Whether a node, or one below it, is over a relation.
  bool asks_relations(std::uint32_t id) const;
  // Whether an AND has a part that asks no relation, and leaves fewer rows to the parts that do.
  bool narrows(const crl_node& n) const;
  // Whether a condition on related rows bounds what comes behind the foreign key in an index.
  bool is_bounded(std::uint32_t id, const Collection& c, std::string_view foreign) const;
  // Whether a node over a relation looks at most rows that belong to a row.
  bool passes_all(const crl_node& n, const Collection& c, std::string_view foreign) const;

  Fragment comparison(std::uint16_t op, const Value& a, const Value& b);
  Fragment against_number(std::uint16_t op, const Value& a, const crl_value& literal);
  Fragment in_list(const crl_node& n);
  Fragment folded_text(const crl_node& n);
  Fragment has(const crl_node& n);
  Fragment folded(const Value& v);
  Value converted(Value v, std::uint32_t type);

  const crl_node& node(std::uint32_t id) const { return expr_->nodes[id]; }
  std::span<const std::uint32_t> args(const crl_node& n) const {
    return {expr_->args + n.first_arg, n.n_args};
  }
  std::string_view name(const crl_node& n) const { return view(expr_->names[n.name]); }
  bool well_formed(const crl_expr& expr);
  bool expect(const crl_node& n, std::size_t least, std::size_t most);
  Fragment fail(Error error);  // remembers the first error

  const Dialect& dialect_;
  const Catalog& catalog_;
  crl_value now_;
  const crl_expr* expr_ = nullptr;
  Scope scope_;
  bool aggregates_ = false;
  bool of_every_row_ = false;
  int depth_ = 0;
  int relations_ = 0;  // aliases given so far
  Status status_;
};

}  // namespace carillon::sql
