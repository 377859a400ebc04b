// Rows that can be stored together without changing what they come to: all customers first, then all orders.
//
// That is so unless an order brings a customer with it and a row of the same customer follows; such a row
// begins the next batch. Value type.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "queueing/rows.h"

namespace carillon::queueing {

class Batch {
 public:
  // Whether the row may stand behind those that are there.
  bool takes(const Row& row) const { return row.is_order() || !brought_.contains(row.key()); }
  void add(Row row);

  bool empty() const { return customers.empty() && orders.empty(); }
  std::size_t size() const { return customers.size() + orders.size(); }
  // The batch cut into single rows, in an order that comes to the same.
  std::vector<Batch> singles() &&;

  std::vector<Row> customers, orders;  // each in order of publication

 private:
  std::set<std::string> brought_;  // customers that orders bring
};

}  // namespace carillon::queueing
