#include "api/orders_json.h"

namespace carillon::api {

std::string_view order_status_name(store::OrderStatus status) {
  switch (status) {
    case store::OrderStatus::kPending:
      return "pending";
    case store::OrderStatus::kCompleted:
      return "completed";
    case store::OrderStatus::kCancelled:
      return "cancelled";
    case store::OrderStatus::kRefunded:
      return "refunded";
  }
  return "completed";
}

void write_order(JsonWriter& out, const store::Order& order, const std::string& customer) {
  out.begin_object()
      .id("id", order.id)
      .member("external_id", order.external_id)
      .id("customer_id", order.customer_id);
  out.key("customer_external_id");
  customer.empty() ? out.null() : out.value(customer);
  out.member("amount", order.amount)
      .member("currency", order.currency)
      .member("status", order_status_name(order.status))
      .time("ordered_at", order.ordered_at)
      .key("items")
      .begin_array();
  for (const auto& item : order.items) {
    out.begin_object()
        .member("sku", item.sku)
        .member("category", item.category)
        .member("name", item.name)
        .member("quantity", item.quantity)
        .member("price", item.price)
        .end_object();
  }
  out.end_array().time("created_at", order.created_at).time("updated_at", order.updated_at).end_object();
}

}  // namespace carillon::api
