#include "api/schemas/components.h"

namespace carillon::api {

std::string_view suggestion_schemas() {
  return R"json({
"SuggestionInput": {"type": "object", "required": ["objective"], "additionalProperties": false,
  "properties": {
    "objective": {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "[^ \\t\\r\\n]", "description": "What the message is for"},
    "audience": {"type": "string", "maxLength": 2000, "description": "Who will read it, in words"},
    "channel": {"type": "string", "maxLength": 64, "description": "One of GET /api/v1/channels, or a word such as sms or email"},
    "segment_id": {"$ref": "#/components/schemas/Id"},
    "tone": {"type": "string", "maxLength": 100}, "variants": {"type": "integer", "minimum": 1, "maximum": 10, "default": 3}},
  "examples": [{"objective": "Bring back customers who have not ordered for 90 days, with 10% off", "channel": "sms"}]},
"Suggestion": {"type": "object", "required": ["text", "tone", "rationale"],
  "properties": {"subject": {"type": "string"}, "text": {"type": "string"}, "tone": {"type": "string"}, "rationale": {"type": "string"}}},
"SuggestionList": {"type": "object", "required": ["suggestions", "provider"],
  "properties": {
    "suggestions": {"type": "array", "items": {"$ref": "#/components/schemas/Suggestion"}},
    "provider": {"type": "string"}, "model": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}}},
  "examples": [{"suggestions": [{"text": "Hi {{ customer.name | default: \"there\" }}, we miss you! Enjoy 10% off your next order.",
    "tone": "warm", "rationale": "Names the customer and makes one clear offer"}], "provider": "mock"}]}
})json";
}

}  // namespace carillon::api
