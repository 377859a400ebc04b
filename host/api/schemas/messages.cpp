#include "api/schemas/components.h"

namespace carillon::api {

std::string_view message_schemas() {
  return R"json({
"MessageInput": {"type": "object", "required": ["channel", "to"], "additionalProperties": false,
  "properties": {
    "channel": {"type": "string", "minLength": 1, "maxLength": 64, "description": "One of GET /api/v1/channels"},
    "to": {"description": "A customer's id, or external:ID; or an address, with or without a customer",
      "anyOf": [{"type": "string", "minLength": 1, "maxLength": 220},
        {"type": "object", "required": ["address"], "additionalProperties": false, "properties": {
          "address": {"type": "string", "minLength": 1, "maxLength": 320}, "customer": {"type": "string", "minLength": 1, "maxLength": 220}}}]},
    "template_id": {"$ref": "#/components/schemas/Id"},
    "template": {"$ref": "#/components/schemas/Template"},
    "data": {"type": "object", "additionalProperties": true, "description": "What the template calls data.*"},
    "expires_in": {"type": "integer", "minimum": 1, "maximum": 2592000, "description": "Seconds after which it is not sent any more"},
    "tracking": {"description": "What is counted in its HTML; nothing unless asked for", "type": "object", "additionalProperties": false,
      "properties": {"opens": {"type": "boolean"}, "clicks": {"type": "boolean"}}},
    "unsubscribe": {"type": "boolean", "description": "Of e-mail: tell mail programs how to unsubscribe with one click (RFC 8058); by default when its template has unsubscribe_url"}},
  "oneOf": [{"required": ["template_id"]}, {"required": ["template"]}],
  "examples": [{"channel": "sms", "to": "external:C-1001", "template": {"text": "Your code is {{ data.code }}."}, "data": {"code": "4711"}, "expires_in": 300}]},
"SingleMessage": {"type": "object", "required": ["id", "channel", "customer_id", "address", "state", "reason", "attempts", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "channel": {"type": "string"},
    "customer_id": {"type": ["string", "null"]}, "address": {"type": ["string", "null"], "description": "null: the customer's at the moment of sending"},
    "template_id": {"type": ["string", "null"]}, "campaign_id": {"$ref": "#/components/schemas/Id"},
    "state": {"type": "string"}, "reason": {"type": ["string", "null"]}, "attempts": {"type": "integer"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "expires_at": {"type": ["string", "null"], "format": "date-time"},
    "updated_at": {"$ref": "#/components/schemas/Time"},
    "subject": {"type": "string"}, "text": {"type": "string"}, "html": {"type": "string"},
    "timeline": {"type": "array", "items": {"type": "object", "properties": {"state": {"type": "string"}, "at": {"$ref": "#/components/schemas/Time"}}}}},
  "examples": [{"id": "221190357450752010", "channel": "sms", "customer_id": "221190357450752000", "address": null, "template_id": null,
    "campaign_id": "604462909807", "state": "queued", "reason": null, "attempts": 0, "created_at": "2025-11-20T10:00:00Z",
    "expires_at": "2025-11-20T10:05:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"SingleMessageList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/SingleMessage"}}, "next_cursor": {"$ref": "#/components/schemas/Cursor"}}}
})json";
}

}  // namespace carillon::api
