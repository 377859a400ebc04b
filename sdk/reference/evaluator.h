// The reference: what an expression means, by the plainest code that can say it. Read it beside abi/expr.h.
//
// An Evaluator is made for one expression over one table, checks it once, and then answers row by row. What
// it answers borrows from the row, from the expression or from the evaluator, and is good until its next
// call. Not thread-safe; the expression and the tables outlive it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/expr.h>
#include <carillon/result.hpp>

#include "cell.h"

namespace carillon::reference {

// Rows as an expression sees them: fields by position, and the way to related rows.
class Table {
 public:
  struct Column {
    std::size_t at;
    std::uint32_t type;
  };
  struct Relation {
    const Table* table;
    std::size_t local, foreign;  // rows of `table` whose column `foreign` equals this row's `local`
  };
  using Visit = std::function<bool(const Row&)>;  // false: no more

  virtual ~Table() = default;
  virtual Result<Column> column(std::string_view name) const = 0;
  virtual Result<Relation> relation(std::string_view name) const = 0;
  // The rows whose column equals a value that is there.
  virtual void matching(std::size_t column, const crl_value& value, const Visit& visit) const = 0;
};

class Evaluator {
 public:
  using Group = std::span<const Row* const>;

  // CRL_E_INVALID for what is no expression over this table, CRL_E_UNSUPPORTED for an unknown operation.
  // Aggregates of the query's own rows are refused unless `aggregates`.
  static Result<Evaluator> make(const crl_expr& expr, const Table& table, std::int64_t now_us,
                                bool aggregates = false);

  std::uint32_t type() const { return type_of(root()); }
  bool has_aggregate() const { return has_aggregate_; }

  bool truth(const Row& row);
  crl_value value(const Row& row);
  // Aggregates run over the group; everything else sees its first row. An empty group has missing fields.
  crl_value value(Group group);

 private:
  using Id = std::uint32_t;
  struct Step {  // what make() found out about a node
    const Table* table = nullptr;
    Table::Relation relation{};
    std::size_t column = 0;
    std::uint32_t type = 0;
    bool has_predicate = false;         // args[0] of an aggregate
    std::optional<std::string> folded;  // of a literal
  };

  Evaluator(const crl_expr& expr, std::int64_t now_us) : expr_(expr), now_us_(now_us), steps_(expr.n_nodes) {}

  Id root() const { return expr_.n_nodes - 1; }
  const crl_node& node(Id id) const { return expr_.nodes[id]; }
  std::span<const Id> args(Id id) const { return {expr_.args + node(id).first_arg, node(id).n_args}; }
  std::uint32_t type_of(Id id) const { return steps_[id].type; }

  // check.cpp
  Status check_shape() const;
  Status check(Id id, const Table& table, int depth, bool aggregates);
  Status check_args(Id id, const Table& table, int depth, bool aggregates);
  Status check_over(Id id, const Table& table, int depth, bool aggregates);
  Status check_types(Id id);

  bool holds(Id id, const Row* row);
  bool compares(Id id, const Row* row);
  bool texts_agree(Id id, const Row* row);
  crl_value cell_of(Id id, const Row* row);
  crl_value over(Id id, const Row* row);
  crl_value aggregate(Id id);
  crl_value fold_up(Id id, std::span<const crl_value> present) const;
  std::string folded(Id id, const Row* row);

  crl_expr expr_;
  std::int64_t now_us_;
  std::vector<Step> steps_;
  bool has_aggregate_ = false;
  Group group_;
  std::deque<std::string> texts_;  // texts that came out of JSON
};

}  // namespace carillon::reference
