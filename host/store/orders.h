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

// The first and last counted order of each customer that has one.
struct OrderSpan {
  Id customer_id;
  std::int64_t first_at, last_at;
};
Result<std::vector<OrderSpan>> order_spans(Session& session, std::span<const Id> customers);

}  // namespace carillon::store
