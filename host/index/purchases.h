// The orders of customers and the items of orders in memory, as runs of rows (index/table.h).
//
// The orders of a customer stand latest first, so that the last one in a window is the first that a look
// finds. A customer whose orders become more gets a new run at the end; the old one is waste until compact().
// Not thread-safe while written.
#pragma once

#include <cstdint>
#include <vector>

#include "index/people.h"

namespace carillon::index {

struct ItemRow {
  crl_value sku, category, quantity, price;
};
struct OrderRow {
  std::int64_t amount, status, ordered_at;
  std::vector<ItemRow> items;
};

// A run without orders, of nobody.
Run empty_orders();

// Columns that are written often, so that they are found by name once.
struct ItemColumns {
  explicit ItemColumns(Table& items);
  void push(const ItemRow& item);
  Table* table;
  Column *sku, *category, *quantity, *price;
};
struct OrderColumns {
  explicit OrderColumns(Table& orders);
  // An order without items.
  void push(std::int64_t order_amount, std::int64_t order_status, std::int64_t order_time);
  Table* table;
  Ints *amount, *status, *ordered_at;
  Run* items;
};

// The orders that a customer has now, in any order.
void set_orders(Run& run, RowId customer, const std::vector<OrderRow>& orders);

bool is_wasteful(const Run& run);
// The same without waste.
Run compacted(const Run& run);

}  // namespace carillon::index
