// A query over one State: checked by make(), answered by run().
//
// For one thread; borrows the State and the crl_query, which outlive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <carillon/abi/storage.h>

#include "candidates.h"
#include "state.h"

namespace carillon::memory {

class Query {
 public:
  using Cells = std::span<const crl_value>;
  using Visit = std::function<bool(Cells)>;  // borrowed cells; false: no more
  using Cancelled = std::function<bool()>;

  static Result<std::unique_ptr<Query>> make(const State& state, const crl_query& query);

  // Of the columns, then of the outputs.
  const std::vector<std::uint32_t>& types() const { return types_; }

  // Answers the cursor for what follows; empty when nothing does.
  Result<std::string> run(const Cancelled& cancelled, const Visit& visit);

 private:
  // Rows that make one row of the answer: one row, or all of a group.
  using Group = std::vector<RowPtr>;

  Query(const State& state, const crl_query& query) : tables_(state), q_(query) {}
  Status read(const State& state);
  Status read_columns();
  Status read_order();
  Status read_cursor();
  Result<std::vector<Group>> collect(const Cancelled& cancelled);
  void sort(std::vector<Group>& groups) const;
  bool after_cursor(const Row& row) const;
  int compare(const Row& a, const Row& b) const;
  bool grouped() const { return one_row_ || !group_by_.empty(); }
  bool answer(const Group& group, const Visit& visit);
  std::string cursor_at(const Group& group) const;

  Tables tables_;
  const crl_query& q_;
  const Collection* collection_ = nullptr;
  const reference::Table* table_ = nullptr;
  std::optional<reference::Evaluator> where_;
  std::vector<reference::Evaluator> outputs_;
  std::vector<std::size_t> columns_, group_by_;
  std::vector<std::uint32_t> types_;
  std::vector<OrderColumn> order_;
  std::string order_name_;
  Row after_;             // of the cursor: one cell for each of order_
  bool one_row_ = false;  // aggregates without groups
};

}  // namespace carillon::memory
