#include "store/schema_declare.h"

namespace carillon::store {

void declare_people(std::deque<Declared>& out) {
  out.emplace_back("customers", 1)
      .field("id", CRL_T_I64, kKey)
      .field("external_id", CRL_T_TEXT, kRequired, 200)
      .field("name", CRL_T_TEXT, kFolded, 400)
      .field("email", CRL_T_TEXT, kFolded, 320)
      .field("phone", CRL_T_TEXT, kFolded, 40)
      .field("city", CRL_T_TEXT, kFolded, 200)
      .field("country", CRL_T_TEXT, kFolded, 2)
      .field("gender", CRL_T_TEXT, kFolded, 40)
      .field("timezone", CRL_T_TEXT, kFolded, 64)
      .field("birth_date", CRL_T_DATE)
      .field("tags", CRL_T_SET, kFolded)
      .field("consent_email", CRL_T_BOOL)
      .field("consent_sms", CRL_T_BOOL)
      .field("attributes", CRL_T_JSON)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("total_spend", CRL_T_DECIMAL, kRequired)
      .field("order_count", CRL_T_I64, kRequired)
      .field("avg_order_value", CRL_T_DECIMAL)
      .field("first_order_at", CRL_T_TIME)
      .field("last_order_at", CRL_T_TIME)
      .index({"external_id"}, CRL_INDEX_UNIQUE)
      .index({"email"})
      .index({"phone"})
      .relation({"orders", "orders", "id", "customer_id"})
      .relation({"messages", "messages", "id", "customer_id"});
  out.emplace_back("orders", 1)
      .field("id", CRL_T_I64, kKey)
      .field("external_id", CRL_T_TEXT, kRequired, 200)
      .field("customer_id", CRL_T_I64, kRequired)
      .field("amount", CRL_T_DECIMAL, kRequired)
      .field("currency", CRL_T_TEXT, 0, 3)
      .field("status", CRL_T_I64, kRequired)
      .field("ordered_at", CRL_T_TIME, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .index({"external_id"}, CRL_INDEX_UNIQUE)
      .index({"customer_id", "ordered_at"})
      .relation({"items", "order_items", "id", "order_id"})
      .relation({"customer", "customers", "customer_id", "id"});
  out.emplace_back("order_items", 1)
      .field("order_id", CRL_T_I64, kKey)
      .field("line", CRL_T_I64, kKey)
      .field("sku", CRL_T_TEXT, kFolded, 200)
      .field("category", CRL_T_TEXT, kFolded, 200)
      .field("name", CRL_T_TEXT, kFolded, 400)
      .field("quantity", CRL_T_DECIMAL, kRequired)
      .field("price", CRL_T_DECIMAL, kRequired)
      .relation({"order", "orders", "order_id", "id"});
}

}  // namespace carillon::store
