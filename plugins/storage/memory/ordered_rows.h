// Rows in the order of some of their columns, as a persistent tree: to copy it is to copy one pointer, and a
// change makes anew only the path to the row, so that copies taken earlier stay what they were.
//
// Values; the rows are shared and never change. Copies may be read by many threads while another is changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "reference/cell.h"

namespace carillon::memory {

using reference::Row;
using RowPtr = std::shared_ptr<const Row>;

class OrderedRows {
 public:
  using Visit = std::function<bool(const RowPtr&)>;  // false: no more

  // REQUIRES: no two rows are equal in all of these columns.
  explicit OrderedRows(std::vector<std::size_t> columns) : columns_(std::move(columns)) {}

  const std::vector<std::size_t>& columns() const { return columns_; }

  void insert(const RowPtr& row) { root_ = inserted(root_, row); }
  void erase(const Row& row) { root_ = erased(root_, row); }

  // A row whose first columns equal these cells; null when there is none.
  RowPtr find(std::span<const crl_value> prefix) const;
  // In order, from the first row whose first columns are not less than `from`.
  void scan(std::span<const crl_value> from, const Visit& visit) const { scan(root_.get(), from, visit); }

  // The order of a row and a prefix: less than, equal to or greater than 0.
  int compare(const Row& row, std::span<const crl_value> prefix) const;

 private:
  struct Node;
  using NodePtr = std::shared_ptr<const Node>;
  struct Node {  // a treap: ordered by row from left to right, by weight from the root down
    RowPtr row;
    std::uint64_t weight;
    NodePtr left, right;
  };

  int compare(const Row& a, const Row& b) const;
  NodePtr inserted(const NodePtr& node, const RowPtr& row) const;
  NodePtr erased(const NodePtr& node, const Row& row) const;
  static NodePtr joined(const NodePtr& left, const NodePtr& right);
  bool scan(const Node* node, std::span<const crl_value> from, const Visit& visit) const;

  std::vector<std::size_t> columns_;
  NodePtr root_;
};

}  // namespace carillon::memory
