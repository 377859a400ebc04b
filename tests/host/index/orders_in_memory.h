// The orders of a customer as values, with their items in the order in which they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "index/purchases.h"

namespace carillon::index::testing {

using Text = std::optional<std::string>;
// sku, category, quantity, price
using Item = std::tuple<Text, Text, std::int64_t, std::int64_t>;
// amount, status, time, items
using Order = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::vector<Item>>;

inline Text text_at(const Column& column, RowId row) {
  if (column.values.missing(row)) return std::nullopt;
  return std::string(column.words->text(static_cast<std::uint32_t>(column.values.at(row))));
}

inline std::vector<Order> orders_of(const Run& run, RowId customer) {
  std::vector<Order> out;
  const Table& orders = *run.table;
  const Run& items = *orders.run(kItems);
  const auto from = static_cast<RowId>(run.first.at(customer));
  for (RowId o = from; o < from + static_cast<RowId>(run.count.at(customer)); ++o) {
    Order order{orders.column("amount")->values.at(o),
                orders.column("status")->values.at(o),
                orders.column("ordered_at")->values.at(o),
                {}};
    const auto first = static_cast<RowId>(items.first.at(o));
    for (RowId i = first; i < first + static_cast<RowId>(items.count.at(o)); ++i) {
      std::get<3>(order).emplace_back(
          text_at(*items.table->column("sku"), i), text_at(*items.table->column("category"), i),
          items.table->column("quantity")->values.at(i), items.table->column("price")->values.at(i));
    }
    out.push_back(std::move(order));
  }
  return out;
}

}  // namespace carillon::index::testing
