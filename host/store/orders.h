// Orders and their items. Totals of customers are kept by ingest, in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

Result<std::optional<Order>> get_order(Session& session, Id id);
Result<std::optional<Order>> find_order(Session& session, std::string_view external_id);

// Those that exist, with their items, in no order. `lock`: they stay as they are until the transaction ends.
Result<std::vector<Order>> orders_by_external_id(Session& session,
                                                 std::span<const std::string_view> external_ids, bool lock);

// CRL_E_CONFLICT: an external_id is taken.
Status insert_orders(Session& session, std::span<const Order> orders);
// Every column and all items of orders that exist.
Status replace_orders(Session& session, std::span<const Order> orders);

struct OrderQuery {
  const Expr* where = nullptr;
  std::string_view sort = "id";  // a field of orders
  bool descending = false;
  std::string_view cursor;
  std::uint64_t limit = 50;
};
struct OrderPage {
  std::vector<Order> orders;
  std::string next;  // cursor; empty at the end
};
Result<OrderPage> list_orders(Session& session, const OrderQuery& query);

// Of the counted orders of a customer that has any.
struct OrderTotals {
  Id customer_id = 0;
  std::int64_t count = 0;
  Decimal total;
  std::int64_t first_at = 0, last_at = 0;
};
Result<std::vector<OrderTotals>> order_totals(Session& session, std::span<const Id> customers);

}  // namespace carillon::store
