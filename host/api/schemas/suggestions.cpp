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
"SegmentRuleInput": {"type": "object", "required": ["prompt"], "additionalProperties": false,
  "properties": {
    "prompt": {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "[^ \\t\\r\\n]", "description": "Who is meant, in English"},
    "as_of": {"$ref": "#/components/schemas/Time"},
    "provider": {"type": "string", "maxLength": 64, "description": "The AI provider to ask; else all in order"}},
  "examples": [{"prompt": "women from Pune who spent over 5k in the last 90 days but haven't bought shoes"}]},
"SegmentRuleSuggestion": {"type": "object", "required": ["rule", "rule_text", "explanation", "confidence", "warnings", "unused", "count", "provider"],
  "properties": {
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"type": ["string", "null"]}, "explanation": {"type": "string", "description": "The rule in words"},
    "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    "warnings": {"type": "array", "items": {"type": "string"}, "description": "Doubtful readings and probable slips"},
    "unused": {"type": "array", "items": {"type": "string"}, "description": "Parts of the sentence that the rule does not express"},
    "count": {"type": "integer"}, "provider": {"type": "string"}, "model": {"type": "string"}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 5000}, "rule_text": "total_spend > 5000", "explanation": "spent more than 5,000 in total",
    "confidence": 0.95, "warnings": [], "unused": [], "count": 120, "provider": "mock", "model": "carillon-mock-1"}]},
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
