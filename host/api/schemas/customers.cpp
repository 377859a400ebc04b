#include "api/schemas/components.h"

namespace carillon::api {

std::string_view customer_schemas() {
  return R"json({
"CustomerFields": {"type": "object",
  "properties": {
    "name": {"type": ["string", "null"], "maxLength": 200}, "email": {"type": ["string", "null"], "format": "email", "maxLength": 254},
    "phone": {"type": ["string", "null"], "maxLength": 40, "description": "5 to 15 digits after an optional +"},
    "city": {"type": ["string", "null"], "maxLength": 200},
    "country": {"type": ["string", "null"], "description": "ISO 3166-1 alpha-2", "pattern": "^[A-Za-z]{2}$"},
    "gender": {"type": ["string", "null"], "maxLength": 40},
    "birth_date": {"type": ["string", "null"], "format": "date"},
    "timezone": {"type": ["string", "null"], "description": "An IANA name"},
    "tags": {"type": ["array", "null"], "items": {"type": "string"}},
    "consent_email": {"type": ["boolean", "null"]}, "consent_sms": {"type": ["boolean", "null"]},
    "attributes": {"type": ["object", "null"], "description": "Free: rules name them attributes.NAME", "additionalProperties": true},
    "created_at": {"$ref": "#/components/schemas/Time"}}},
"CustomerInput": {"allOf": [{"$ref": "#/components/schemas/CustomerFields"},
    {"type": "object", "required": ["external_id"],
     "properties": {"external_id": {"type": "string", "minLength": 1, "maxLength": 200, "description": "The caller's own id: a repeated one updates"}}}],
  "examples": [{"external_id": "C-1001", "name": "Asha Rao", "email": "asha@example.com", "phone": "+919812345678", "city": "Pune",
    "country": "IN", "tags": ["vip"], "consent_email": true, "consent_sms": true, "attributes": {"plan": "gold"}}]},
"CustomerPatch": {"allOf": [{"$ref": "#/components/schemas/CustomerFields"}],
  "description": "RFC 7396: absent members stay, null clears; attributes are merged", "examples": [{"city": "Mumbai", "tags": ["vip", "beta"]}]},
"Customer": {"type": "object", "required": ["id", "external_id", "total_spend", "order_count", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "external_id": {"type": "string"},
    "name": {"type": ["string", "null"]}, "email": {"type": ["string", "null"]}, "phone": {"type": ["string", "null"]},
    "city": {"type": ["string", "null"]}, "country": {"type": ["string", "null"]}, "gender": {"type": ["string", "null"]},
    "birth_date": {"type": ["string", "null"], "format": "date"}, "timezone": {"type": ["string", "null"]},
    "tags": {"type": "array", "items": {"type": "string"}},
    "consent_email": {"type": ["boolean", "null"]}, "consent_sms": {"type": ["boolean", "null"]},
    "attributes": {"type": "object", "additionalProperties": true},
    "total_spend": {"type": "number"}, "order_count": {"type": "integer"}, "avg_order_value": {"type": ["number", "null"]},
    "first_order_at": {"type": ["string", "null"], "format": "date-time"}, "last_order_at": {"type": ["string", "null"], "format": "date-time"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752000", "external_id": "C-1001", "name": "Asha Rao", "email": "asha@example.com", "phone": "+919812345678",
    "city": "Pune", "country": "IN", "gender": null, "birth_date": "1990-02-28", "timezone": "Asia/Kolkata", "tags": ["vip"],
    "consent_email": true, "consent_sms": true, "attributes": {"plan": "gold"}, "total_spend": 1499.5, "order_count": 1,
    "avg_order_value": 1499.5, "first_order_at": "2025-11-20T10:00:00Z", "last_order_at": "2025-11-20T10:00:00Z",
    "created_at": "2025-11-20T09:00:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"CustomerList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"},
    "count": {"type": "integer", "description": "Of all pages; only with count=true"}}},
"CustomerQuery": {"type": "object", "additionalProperties": false, "description": "With the rule either as JSON or as text",
  "properties": {
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"},
    "as_of": {"$ref": "#/components/schemas/Time"},
    "fields": {"type": "array", "maxItems": 50, "items": {"type": "string"}, "description": "Members of the answer's rows; id is always there"},
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}, "cursor": {"type": "string", "maxLength": 4000}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 1000}, "fields": ["external_id", "total_spend"], "limit": 100}]},
"CustomerRows": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"type": "object", "required": ["id"], "additionalProperties": true, "properties": {"id": {"$ref": "#/components/schemas/Id"}}}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}}
})json";
}

}  // namespace carillon::api
