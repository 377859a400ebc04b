#include "ordered_rows.h"

#include <random>

namespace carillon::memory {

namespace {

std::uint64_t new_weight() {
  thread_local std::mt19937_64 random(std::random_device{}());
  return random();
}

template <class T>
std::shared_ptr<const T> made(T value) {
  return std::make_shared<const T>(std::move(value));
}

}  // namespace

int OrderedRows::compare(const Row& row, std::span<const crl_value> prefix) const {
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (const int c = reference::compare(row[columns_[i]].view(), prefix[i]); c != 0) return c;
  }
  return 0;
}

int OrderedRows::compare(const Row& a, const Row& b) const {
  for (const std::size_t at : columns_) {
    if (const int c = reference::compare(a[at].view(), b[at].view()); c != 0) return c;
  }
  return 0;
}

OrderedRows::NodePtr OrderedRows::inserted(const NodePtr& node, const RowPtr& row) const {
  if (node == nullptr) return made(Node{row, new_weight(), nullptr, nullptr});
  if (compare(*row, *node->row) < 0) {
    const NodePtr child = inserted(node->left, row);
    if (child->weight <= node->weight) return made(Node{node->row, node->weight, child, node->right});
    return made(Node{child->row, child->weight, child->left,
                     made(Node{node->row, node->weight, child->right, node->right})});
  }
  const NodePtr child = inserted(node->right, row);
  if (child->weight <= node->weight) return made(Node{node->row, node->weight, node->left, child});
  return made(Node{child->row, child->weight, made(Node{node->row, node->weight, node->left, child->left}),
                   child->right});
}

OrderedRows::NodePtr OrderedRows::erased(const NodePtr& node, const Row& row) const {
  if (node == nullptr) return nullptr;
  const int c = compare(row, *node->row);
  if (c == 0) return joined(node->left, node->right);
  if (c < 0) return made(Node{node->row, node->weight, erased(node->left, row), node->right});
  return made(Node{node->row, node->weight, node->left, erased(node->right, row)});
}

// Of two trees where every row of the left one comes before those of the right one.
OrderedRows::NodePtr OrderedRows::joined(const NodePtr& left, const NodePtr& right) {
  if (left == nullptr) return right;
  if (right == nullptr) return left;
  if (left->weight > right->weight)
    return made(Node{left->row, left->weight, left->left, joined(left->right, right)});
  return made(Node{right->row, right->weight, joined(left, right->left), right->right});
}

RowPtr OrderedRows::find(std::span<const crl_value> prefix) const {
  for (const Node* node = root_.get(); node != nullptr;) {
    const int c = compare(*node->row, prefix);
    if (c == 0) return node->row;
    node = c < 0 ? node->right.get() : node->left.get();
  }
  return nullptr;
}

bool OrderedRows::scan(const Node* node, std::span<const crl_value> from, const Visit& visit) const {
  if (node == nullptr) return true;
  if (compare(*node->row, from) < 0) return scan(node->right.get(), from, visit);
  return scan(node->left.get(), from, visit) && visit(node->row) && scan(node->right.get(), {}, visit);
}

}  // namespace carillon::memory
