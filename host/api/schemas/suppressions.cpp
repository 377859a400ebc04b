#include "api/schemas/components.h"

namespace carillon::api {

std::string_view suppression_schemas() {
  return R"json({
"SuppressionReason": {"type": "string", "enum": ["manual", "unsubscribed", "bounced", "complained", "stop"]},
"SuppressionInput": {"type": "object", "description": "Exactly one of address, customer_id and customer_external_id",
  "properties": {
    "address": {"type": "string", "maxLength": 320, "description": "An e-mail address, or a phone number with its country code"},
    "customer_id": {"$ref": "#/components/schemas/Id"}, "customer_external_id": {"type": "string", "maxLength": 200},
    "channel": {"type": ["string", "null"], "maxLength": 64, "description": "Absent: every channel"},
    "reason": {"$ref": "#/components/schemas/SuppressionReason"},
    "note": {"type": ["string", "null"], "maxLength": 400},
    "created_at": {"$ref": "#/components/schemas/Time"}, "expires_at": {"type": ["string", "null"], "format": "date-time"}},
  "examples": [{"address": "asha@example.com", "reason": "manual", "note": "asked by phone"}]},
"Suppression": {"type": "object", "required": ["id", "reason", "created_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "address": {"type": ["string", "null"]},
    "customer_id": {"type": ["string", "null"]}, "channel": {"type": ["string", "null"], "description": "null: every channel"},
    "reason": {"$ref": "#/components/schemas/SuppressionReason"},
    "campaign_id": {"type": ["string", "null"], "description": "Whose message it answers"}, "note": {"type": "string"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "expires_at": {"type": ["string", "null"], "format": "date-time"}},
  "examples": [{"id": "221190357450752000", "address": "asha@example.com", "customer_id": null, "channel": null,
    "reason": "complained", "campaign_id": "221190357450751000", "note": "abuse", "created_at": "2026-11-21T10:00:00Z", "expires_at": null}]},
"SuppressionList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Suppression"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"},
    "count": {"type": "integer", "description": "Of all pages; only with count=true"}}},
"SuppressionImport": {"type": "object", "required": ["received", "stored", "rejected", "errors"],
  "properties": {
    "received": {"type": "integer"}, "stored": {"type": "integer"}, "rejected": {"type": "integer"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/RowFault"}, "description": "The first 1000 rejected rows"}},
  "examples": [{"received": 2, "stored": 1, "rejected": 1, "errors": [{"line": 3, "code": "format", "pointer": "/address", "detail": "expected an e-mail address"}]}]},
"ConsentInput": {"type": "object", "required": ["kind", "granted"], "additionalProperties": false,
  "properties": {
    "kind": {"type": "string", "enum": ["email", "sms"]}, "granted": {"type": "boolean"},
    "source": {"type": "string", "minLength": 1, "maxLength": 64, "description": "Where it was given: a form, a shop, a call"},
    "evidence": {"type": "string", "maxLength": 1000, "description": "What proves it. Absent: the caller's address"}},
  "examples": [{"kind": "email", "granted": true, "source": "checkout form", "evidence": "203.0.113.7, form v12, 2026-11-21"}]},
"ConsentState": {"type": "object", "required": ["customer_id"],
  "properties": {"customer_id": {"$ref": "#/components/schemas/Id"}, "consent_email": {"type": ["boolean", "null"]}, "consent_sms": {"type": ["boolean", "null"]}}},
"ConsentList": {"type": "object", "required": ["data"],
  "properties": {"data": {"type": "array", "items": {"type": "object", "required": ["kind", "granted", "source", "evidence", "at"],
    "properties": {"kind": {"type": "string"}, "granted": {"type": "boolean"}, "source": {"type": "string"}, "evidence": {"type": "string"},
      "at": {"$ref": "#/components/schemas/Time"}}}}}},
"Reply": {"type": "object", "required": ["from", "text"],
  "properties": {"from": {"type": "string", "minLength": 1, "maxLength": 320}, "text": {"type": "string", "maxLength": 10000}},
  "examples": [{"from": "+919812345678", "text": "STOP"}]},
"ReplyTaken": {"type": "object", "required": ["understood"],
  "properties": {"understood": {"type": "string", "enum": ["stop", "start", "nothing"]}}}
})json";
}

}  // namespace carillon::api
