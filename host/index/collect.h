// Orders as they are read, in any order of customers, and how they come to stand by customer.
//
// Several threads may collect, each into its own; what they have is put together at the end. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/purchases.h"

namespace carillon::index {

class Purchases {
 public:
  Purchases();
  // Answers the order's place.
  std::size_t add(RowId customer, std::int64_t amount, std::int64_t status, std::int64_t ordered_at);
  // REQUIRES: places do not descend.
  void add_item(std::size_t place, const ItemRow& item);
  std::size_t size() const { return owners_.size(); }
  std::size_t bytes() const { return orders_.table->bytes() + owners_.capacity() * sizeof(RowId); }
  Run finish(std::size_t customers) &&;

 private:
  friend Run together(std::span<Purchases> parts, std::size_t customers);

  Run orders_;  // by place; of the runs of their items only how many there are is told
  OrderColumns columns_;
  ItemColumns items_;
  std::vector<RowId> owners_;
};

// All orders of all parts by customer, which leaves the parts without any. Takes two threads.
Run together(std::span<Purchases> parts, std::size_t customers);

}  // namespace carillon::index
