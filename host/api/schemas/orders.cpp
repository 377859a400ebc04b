#include "api/schemas/components.h"

namespace carillon::api {

std::string_view order_schemas() {
  return R"json({
"OrderItem": {"type": "object", "required": ["sku", "quantity", "price"],
  "properties": {
    "sku": {"type": "string", "minLength": 1, "maxLength": 200}, "category": {"type": ["string", "null"], "maxLength": 200},
    "name": {"type": ["string", "null"], "maxLength": 400},
    "quantity": {"$ref": "#/components/schemas/Decimal"}, "price": {"$ref": "#/components/schemas/Decimal"}}},
"OrderFields": {"type": "object",
  "properties": {
    "currency": {"type": ["string", "null"], "description": "ISO 4217; the organisation's when absent", "pattern": "^[A-Za-z]{3}$"},
    "status": {"type": "string", "enum": ["pending", "completed", "cancelled", "refunded"], "description": "cancelled and refunded orders count in no total"},
    "items": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/OrderItem"}}}},
"OrderInput": {"allOf": [{"$ref": "#/components/schemas/OrderFields"},
    {"type": "object", "required": ["external_id", "amount", "ordered_at"],
     "properties": {
       "external_id": {"type": "string", "minLength": 1, "maxLength": 200},
       "customer_external_id": {"type": "string", "minLength": 1, "maxLength": 200},
       "customer": {"$ref": "#/components/schemas/CustomerInput"},
       "amount": {"$ref": "#/components/schemas/Decimal"}, "ordered_at": {"$ref": "#/components/schemas/Time"}},
     "anyOf": [{"required": ["customer_external_id"]}, {"required": ["customer"]}]}],
  "examples": [{"external_id": "O-5001", "customer_external_id": "C-1001", "amount": 1499.5, "currency": "INR", "ordered_at": "2025-11-20T10:00:00Z",
    "items": [{"sku": "SHOE-42", "category": "shoes", "quantity": 1, "price": 1499.5}]}]},
"OrderPatch": {"allOf": [{"$ref": "#/components/schemas/OrderFields"},
    {"type": "object", "properties": {"amount": {"$ref": "#/components/schemas/Decimal"}, "ordered_at": {"$ref": "#/components/schemas/Time"}}}],
  "examples": [{"status": "refunded"}]},
"Order": {"type": "object",
  "required": ["id", "external_id", "customer_id", "customer_external_id", "amount", "status", "ordered_at", "items", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "external_id": {"type": "string"},
    "customer_id": {"$ref": "#/components/schemas/Id"}, "customer_external_id": {"type": ["string", "null"]},
    "amount": {"type": "number"}, "currency": {"type": ["string", "null"]},
    "status": {"type": "string", "enum": ["pending", "completed", "cancelled", "refunded"]},
    "ordered_at": {"$ref": "#/components/schemas/Time"},
    "items": {"type": "array", "items": {"type": "object", "required": ["sku", "quantity", "price"],
      "properties": {"sku": {"type": "string"}, "category": {"type": ["string", "null"]}, "name": {"type": ["string", "null"]},
        "quantity": {"type": "number"}, "price": {"type": "number"}}}},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752001", "external_id": "O-5001", "customer_id": "221190357450752000", "customer_external_id": "C-1001",
    "amount": 1499.5, "currency": "INR", "status": "completed", "ordered_at": "2025-11-20T10:00:00Z",
    "items": [{"sku": "SHOE-42", "category": "shoes", "name": null, "quantity": 1, "price": 1499.5}],
    "created_at": "2025-11-20T10:00:01Z", "updated_at": "2025-11-20T10:00:01Z"}]},
"OrderList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Order"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}, "count": {"type": "integer"}}}
})json";
}

}  // namespace carillon::api
