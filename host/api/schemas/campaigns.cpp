#include "api/schemas/components.h"

namespace carillon::api {

std::string_view campaign_schemas() {
  return R"json({
"Template": {"type": "object", "additionalProperties": false, "description": "Liquid: {{ customer.name | default: \"there\" }}",
  "properties": {
    "subject": {"type": "string", "maxLength": 1000}, "text": {"type": "string", "maxLength": 100000}, "html": {"type": "string", "maxLength": 1000000}},
  "anyOf": [{"required": ["text"]}, {"required": ["html"]}],
  "examples": [{"subject": "A gift", "text": "Hello {{ customer.name | default: \"there\" }}, a gift waits for you."}]},
"CampaignInput": {"type": "object", "required": ["name", "channel"], "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "objective": {"type": "string", "maxLength": 2000},
    "channel": {"type": "string", "minLength": 1, "maxLength": 64, "description": "One of GET /api/v1/channels"},
    "segment_id": {"$ref": "#/components/schemas/Id"},
    "rule": {"$ref": "#/components/schemas/Rule"},
    "audience": {"$ref": "#/components/schemas/Audience"},
    "customer_ids": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"type": "string", "minLength": 1, "maxLength": 220},
      "description": "Ids, or external:ID"},
    "template": {"$ref": "#/components/schemas/Template"},
    "variants": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "object", "required": ["name", "template"], "additionalProperties": false,
      "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 100}, "weight": {"type": "integer", "minimum": 1, "maximum": 1000000},
        "template": {"$ref": "#/components/schemas/Template"}}}}},
  "allOf": [
    {"oneOf": [{"required": ["segment_id"]}, {"required": ["rule"]}, {"required": ["audience"]}, {"required": ["customer_ids"]}]},
    {"oneOf": [{"required": ["template"]}, {"required": ["variants"]}]}],
  "examples": [{"name": "Thank you", "objective": "Thank the best customers", "segment_id": "221190357450752002", "channel": "sms",
    "template": {"text": "Hello {{ customer.name | default: \"there\" }}, thank you!"}}]},
"Audience": {"type": "object", "required": ["include"], "additionalProperties": false,
  "properties": {
    "include": {"type": "array", "minItems": 1, "maxItems": 50, "items": {"$ref": "#/components/schemas/Id"}, "description": "Segments, any of which"},
    "exclude": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/Id"}, "description": "Segments, none of which"}},
  "examples": [{"include": ["221190357450752002"], "exclude": []}]},
"CampaignState": {"type": "string",
  "enum": ["draft", "scheduled", "running", "paused", "completed", "completed_with_failures", "cancelled", "failed"]},
"Campaign": {"type": "object", "required": ["id", "name", "objective", "channel", "audience", "state", "audience_size", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "objective": {"type": "string"}, "channel": {"type": "string"},
    "audience": {"type": "object", "additionalProperties": true, "description": "{segment_id}, {rule} or {customer_ids}"},
    "template": {"$ref": "#/components/schemas/Template"},
    "variants": {"type": "array", "items": {"type": "object", "additionalProperties": true}},
    "state": {"$ref": "#/components/schemas/CampaignState"}, "reason": {"type": ["string", "null"]},
    "audience_size": {"type": "integer"}, "segment_version": {"type": ["integer", "null"]},
    "scheduled_at": {"type": ["string", "null"], "format": "date-time"}, "started_at": {"type": ["string", "null"], "format": "date-time"},
    "finished_at": {"type": ["string", "null"], "format": "date-time"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752003", "name": "Thank you", "objective": "", "channel": "sms", "audience": {"segment_id": "221190357450752002"},
    "template": {"text": "Thank you!"}, "state": "running", "reason": null, "audience_size": 1200, "segment_version": 1,
    "scheduled_at": null, "started_at": "2025-11-20T10:00:00Z", "finished_at": null,
    "created_at": "2025-11-20T09:00:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"CampaignList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Campaign"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}, "count": {"type": "integer"}}},
"Stats": {"type": "object", "description": "audience is always the sum of the states",
  "required": ["state", "audience", "queued", "sending", "sent", "delivered", "opened", "clicked", "skipped", "failed", "bounced", "complained", "by_reason", "rate"],
  "properties": {
    "state": {"$ref": "#/components/schemas/CampaignState"}, "audience": {"type": "integer"},
    "queued": {"type": "integer"}, "sending": {"type": "integer"}, "sent": {"type": "integer"}, "delivered": {"type": "integer"},
    "opened": {"type": "integer"}, "clicked": {"type": "integer"}, "skipped": {"type": "integer"}, "failed": {"type": "integer"},
    "bounced": {"type": "integer"}, "complained": {"type": "integer"},
    "by_reason": {"type": "object", "additionalProperties": {"type": "integer"}},
    "started_at": {"type": ["string", "null"], "format": "date-time"}, "finished_at": {"type": ["string", "null"], "format": "date-time"},
    "rate": {"type": "number", "description": "Messages a second out of queued, over the run so far"}},
  "examples": [{"state": "running", "audience": 1200, "queued": 200, "sending": 50, "sent": 50, "delivered": 800, "opened": 0, "clicked": 0,
    "skipped": 20, "failed": 80, "bounced": 0, "complained": 0, "by_reason": {"no_address": 20, "invalid_number": 80},
    "started_at": "2025-11-20T10:00:00Z", "finished_at": null, "rate": 412.5}]},
"Message": {"type": "object", "required": ["customer_id", "customer_external_id", "state", "reason", "attempts", "updated_at"],
  "properties": {
    "customer_id": {"$ref": "#/components/schemas/Id"}, "customer_external_id": {"type": ["string", "null"]},
    "state": {"type": "string"}, "reason": {"type": ["string", "null"]}, "attempts": {"type": "integer"},
    "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"customer_id": "221190357450752000", "customer_external_id": "C-1001", "state": "failed", "reason": "invalid_number",
    "attempts": 1, "updated_at": "2025-11-20T10:00:03Z"}]},
"MessageList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}}
})json";
}

}  // namespace carillon::api
