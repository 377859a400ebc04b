#include "index/purchases.h"

#include <algorithm>
#include <memory>

namespace carillon::index {

namespace {

constexpr std::size_t kWaste = 10'000;  // rows that are no matter

Ints& column(Table& table, std::string_view name) { return table.columns.find(name)->second.values; }
Run& items_of(Table& orders) { return orders.runs.find(kItems)->second; }

std::size_t length(const Run& run) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < run.count.size(); ++i) {
    n += static_cast<std::size_t>(run.count.at(static_cast<RowId>(i)));
  }
  return n;
}

// Rows of a table in another order; dictionaries move with their columns.
void permute(Table& table, const std::vector<RowId>& order) {
  for (auto& [name, column] : table.columns) {
    column.values = column.values.permuted(order);
    column.settle();
  }
  table.size = order.size();
}

// Stands the rows that a run leads to in the order of the rows that it starts from.
void straighten(Run& run) {
  std::vector<RowId> order;
  order.reserve(run.table->size);
  for (std::size_t i = 0; i < run.count.size(); ++i) {
    const auto row = static_cast<RowId>(i);
    const auto first = static_cast<RowId>(run.first.at(row));
    const auto count = static_cast<RowId>(run.count.at(row));
    run.first.set(row, static_cast<std::int64_t>(order.size()));
    for (RowId k = 0; k < count; ++k) order.push_back(first + k);
  }
  for (auto& [relation, inner] : run.table->runs) {
    inner.first = inner.first.permuted(order);
    inner.count = inner.count.permuted(order);
  }
  permute(*run.table, order);
  for (auto& [relation, inner] : run.table->runs) straighten(inner);
}

void set_item(Table& items, RowId at, const ItemRow& item) {
  items.columns.find("sku")->second.set(at, item.sku);
  items.columns.find("category")->second.set(at, item.category);
  items.columns.find("quantity")->second.set(at, item.quantity);
  items.columns.find("price")->second.set(at, item.price);
}

void set_items(Run& run, RowId order, const std::vector<ItemRow>& items) {
  const auto n = static_cast<std::int64_t>(items.size());
  if (n > run.count.at(order)) {
    run.first.set(order, static_cast<std::int64_t>(run.table->size));
    ItemColumns to(*run.table);
    for (const ItemRow& item : items) to.push(item);
  } else {
    auto at = static_cast<RowId>(run.first.at(order));
    for (const ItemRow& item : items) set_item(*run.table, at++, item);
  }
  run.count.set(order, n);
}

}  // namespace

Run empty_orders() {
  Run run;
  run.table = std::make_unique<Table>();
  Table& orders = *run.table;
  orders.columns.emplace("amount", Column(CRL_T_DECIMAL));
  orders.columns.emplace("status", Column(CRL_T_I64));
  run.falling = &orders.columns.emplace("ordered_at", Column(CRL_T_TIME)).first->second;
  Run& items = orders.runs[std::string(kItems)];
  items.table = std::make_unique<Table>();
  items.table->columns.emplace("sku", Column(CRL_T_TEXT));
  items.table->columns.emplace("category", Column(CRL_T_TEXT));
  items.table->columns.emplace("quantity", Column(CRL_T_DECIMAL));
  items.table->columns.emplace("price", Column(CRL_T_DECIMAL));
  return run;
}

ItemColumns::ItemColumns(Table& items)
    : table(&items),
      sku(&items.columns.find("sku")->second),
      category(&items.columns.find("category")->second),
      quantity(&items.columns.find("quantity")->second),
      price(&items.columns.find("price")->second) {}

void ItemColumns::push(const ItemRow& item) {
  sku->push(item.sku);
  category->push(item.category);
  quantity->push(item.quantity);
  price->push(item.price);
  ++table->size;
}

OrderColumns::OrderColumns(Table& orders)
    : table(&orders),
      amount(&column(orders, "amount")),
      status(&column(orders, "status")),
      ordered_at(&column(orders, "ordered_at")),
      items(&items_of(orders)) {}

void OrderColumns::push(std::int64_t order_amount, std::int64_t order_status, std::int64_t order_time) {
  amount->push(order_amount);
  status->push(order_status);
  ordered_at->push(order_time);
  items->first.push(0);
  items->count.push(0);
  ++table->size;
}

void set_orders(Run& run, RowId customer, const std::vector<OrderRow>& in_any_order) {
  std::vector<const OrderRow*> rows;
  for (const OrderRow& row : in_any_order) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(),
            [](const OrderRow* a, const OrderRow* b) { return a->ordered_at > b->ordered_at; });
  Table& orders = *run.table;
  const auto n = static_cast<std::int64_t>(rows.size());
  auto at = static_cast<RowId>(run.first.at(customer));
  if (n > run.count.at(customer)) {
    at = static_cast<RowId>(orders.size);
    run.first.set(customer, static_cast<std::int64_t>(orders.size));
    OrderColumns to(orders);
    for (const OrderRow* row : rows) to.push(row->amount, row->status, row->ordered_at);
  } else {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto place = at + static_cast<RowId>(i);
      column(orders, "amount").set(place, rows[i]->amount);
      column(orders, "status").set(place, rows[i]->status);
      column(orders, "ordered_at").set(place, rows[i]->ordered_at);
    }
  }
  run.count.set(customer, n);
  Run& items = items_of(orders);
  for (const OrderRow* row : rows) set_items(items, at++, row->items);
}

bool is_wasteful(const Run& run) {
  if (run.table->size > length(run) * 3 / 2 + kWaste) return true;
  const Run& items = items_of(*run.table);
  // An order that is waste may still count items, so this errs towards keeping.
  return items.table->size > length(items) * 3 / 2 + kWaste;
}

Run compacted(const Run& run) {
  Run out;
  out.first = run.first;
  out.count = run.count;
  out.table = std::make_unique<Table>();
  Table& orders = *out.table;
  orders.size = run.table->size;
  const auto copy = [](const Table& from, Table& to) {
    for (const auto& [name, column] : from.columns) {
      Column& made = to.columns.emplace(name, Column(column.type)).first->second;
      made.values = column.values;
      if (column.words) *made.words = *column.words;
    }
    to.size = from.size;
  };
  copy(*run.table, orders);
  out.falling = &orders.columns.find("ordered_at")->second;
  const Run& from = items_of(*run.table);
  Run& items = orders.runs[std::string(kItems)];
  items.first = from.first;
  items.count = from.count;
  items.table = std::make_unique<Table>();
  copy(*from.table, *items.table);
  straighten(out);
  return out;
}

}  // namespace carillon::index
