#include "api/schemas/components.h"

namespace carillon::api {

std::string_view segment_schemas() {
  return R"json({
"SegmentInput": {"type": "object", "required": ["name"], "additionalProperties": false,
  "description": "With the rule either as JSON or as text",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": "string", "maxLength": 2000},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"},
    "campaign": {"type": "object", "required": ["name", "channel"], "additionalProperties": false,
      "description": "A campaign to the segment, launched as soon as it is saved, or when its schedule says; with launch false a draft",
      "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "objective": {"type": "string", "maxLength": 2000},
        "channel": {"type": "string", "minLength": 1, "maxLength": 64}, "template": {"$ref": "#/components/schemas/Template"},
        "variants": {"$ref": "#/components/schemas/Variants"}, "tags": {"type": "array", "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}},
        "options": {"$ref": "#/components/schemas/CampaignOptions"}, "launch": {"type": "boolean"}},
      "oneOf": [{"required": ["template"]}, {"required": ["variants"]}]},
    "tags": {"type": "array", "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"name": "Big spenders", "rule": {"field": "total_spend", "op": "gt", "value": 1000}, "description": "Spent more than 1,000", "tags": ["value"]}]},
"SegmentPatch": {"type": "object", "additionalProperties": false,
  "description": "RFC 7396; a changed rule makes a new version",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": ["string", "null"], "maxLength": 2000},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"},
    "tags": {"type": ["array", "null"], "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 2000}}]},
"DuplicateInput": {"type": "object", "additionalProperties": false,
  "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]",
    "description": "Else that of the segment with (copy) after it"}},
  "examples": [{"name": "Big spenders, second try"}]},
"Segment": {"type": "object", "required": ["id", "name", "description", "rule", "rule_text", "version", "tags", "explanation", "warnings", "archived", "created_at", "updated_at"],
  "properties": {
    "campaign_id": {"type": "string", "description": "Of the campaign that came with it"}, "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"type": ["string", "null"]}, "version": {"type": "integer"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}},
    "archived": {"type": "boolean"}, "archived_at": {"type": ["string", "null"], "format": "date-time"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752002", "name": "Big spenders", "description": "", "rule": {"field": "total_spend", "op": "gt", "value": 1000},
    "rule_text": "total_spend > 1000", "version": 1, "tags": [], "explanation": "spent more than 1,000 in total", "warnings": [],
    "archived": false, "archived_at": null, "created_at": "2025-11-20T10:00:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"SegmentList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Segment"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}, "count": {"type": "integer"}}},
"SegmentVersion": {"type": "object", "required": ["segment_id", "version", "rule", "rule_text", "explanation", "warnings", "created_at"],
  "properties": {
    "segment_id": {"$ref": "#/components/schemas/Id"}, "version": {"type": "integer"},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"type": ["string", "null"]},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}},
    "created_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"segment_id": "221190357450752002", "version": 1, "rule": {"field": "total_spend", "op": "gt", "value": 1000},
    "rule_text": "total_spend > 1000", "explanation": "spent more than 1,000 in total", "warnings": [], "created_at": "2025-11-20T10:00:00Z"}]},
"SegmentVersionList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/SegmentVersion"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}},
"PlacedRule": {"type": ["object", "null"], "required": ["pointer", "rule", "rule_text"],
  "properties": {"pointer": {"type": "string", "description": "Into that version's rule"}, "rule": {"$ref": "#/components/schemas/Rule"},
    "rule_text": {"type": ["string", "null"]}}},
"SegmentDiff": {"type": "object", "required": ["segment_id", "from", "to", "changes", "regrouped"],
  "properties": {
    "segment_id": {"$ref": "#/components/schemas/Id"}, "from": {"type": "integer"}, "to": {"type": "integer"},
    "changes": {"type": "array", "items": {"type": "object", "required": ["kind", "before", "after"], "properties": {
      "kind": {"type": "string", "enum": ["added", "removed", "changed"]},
      "before": {"$ref": "#/components/schemas/PlacedRule"}, "after": {"$ref": "#/components/schemas/PlacedRule"}}}},
    "regrouped": {"type": "boolean", "description": "Conditions that stayed are joined in another way"}},
  "examples": [{"segment_id": "221190357450752002", "from": 1, "to": 2, "regrouped": false, "changes": [{"kind": "changed",
    "before": {"pointer": "", "rule": {"field": "total_spend", "op": "gt", "value": 1000}, "rule_text": "total_spend > 1000"},
    "after": {"pointer": "", "rule": {"field": "total_spend", "op": "gt", "value": 2000}, "rule_text": "total_spend > 2000"}}]}]},
"SegmentSize": {"type": "object", "required": ["at", "count", "version"],
  "properties": {"at": {"$ref": "#/components/schemas/Time"}, "count": {"type": "integer"}, "version": {"type": "integer"}},
  "examples": [{"at": "2025-11-21T00:00:00Z", "count": 1200, "version": 1}]},
"SegmentSizeList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/SegmentSize"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}},
"SegmentCount": {"type": "object", "required": ["count", "total", "version", "as_of"],
  "properties": {"count": {"type": "integer"}, "total": {"type": "integer", "description": "All customers"},
    "version": {"type": "integer"}, "as_of": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"count": 1200, "total": 10000, "version": 1, "as_of": "2025-11-21T10:00:00Z"}]},
"WhyInput": {"type": "object", "required": ["customer"], "additionalProperties": false,
  "properties": {
    "customer": {"type": "string", "minLength": 1, "maxLength": 220, "description": "An id, or external:ID"},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"},
    "as_of": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"customer": "external:C-1001", "rule_text": "total_spend > 1000"}]},
"Why": {"type": "object", "required": ["customer", "selected", "as_of", "explanation", "rule_text", "leaves", "groups"],
  "properties": {
    "customer": {"type": "object", "required": ["id", "external_id"], "properties": {
      "id": {"$ref": "#/components/schemas/Id"}, "external_id": {"type": "string"}, "name": {"type": ["string", "null"]}}},
    "segment_id": {"$ref": "#/components/schemas/Id"}, "version": {"type": "integer"},
    "selected": {"type": "boolean"}, "as_of": {"$ref": "#/components/schemas/Time"},
    "explanation": {"type": "string"}, "rule_text": {"type": ["string", "null"]},
    "leaves": {"type": "array", "items": {"type": "object", "required": ["pointer", "kind", "words", "holds", "field", "value"], "properties": {
      "pointer": {"type": "string"}, "kind": {"type": "string", "enum": ["condition", "segment"]}, "words": {"type": "string"},
      "holds": {"type": "boolean"}, "field": {"type": ["string", "null"]}, "value": {"description": "What the customer has there now"}}}},
    "groups": {"type": "array", "items": {"type": "object", "required": ["pointer", "kind", "holds"], "properties": {
      "pointer": {"type": "string"}, "kind": {"type": "string", "enum": ["all", "any", "not"]}, "holds": {"type": "boolean"}}}}},
  "examples": [{"customer": {"id": "221190357450752000", "external_id": "C-1001", "name": "Asha Rao"}, "selected": true,
    "as_of": "2025-11-21T10:00:00Z", "explanation": "spent more than 1,000 in total", "rule_text": "total_spend > 1000",
    "leaves": [{"pointer": "", "kind": "condition", "words": "spent more than 1,000 in total", "holds": true, "field": "total_spend", "value": 1499.5}],
    "groups": []}]},
"OverlapSide": {"anyOf": [{"$ref": "#/components/schemas/Id"},
    {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": {
      "segment_id": {"$ref": "#/components/schemas/Id"}, "rule": {"$ref": "#/components/schemas/Rule"},
      "rule_text": {"$ref": "#/components/schemas/RuleText"}}}],
  "description": "A segment's id, or one of segment_id, rule and rule_text"},
"OverlapInput": {"type": "object", "required": ["a", "b"], "additionalProperties": false,
  "properties": {"a": {"$ref": "#/components/schemas/OverlapSide"}, "b": {"$ref": "#/components/schemas/OverlapSide"},
    "as_of": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"a": "221190357450752002", "b": {"rule_text": "city = \"Pune\""}}]},
"OverlapCount": {"type": "object", "required": ["segment_id", "version", "count", "explanation"],
  "properties": {"segment_id": {"type": ["string", "null"]}, "version": {"type": ["integer", "null"]}, "count": {"type": "integer"},
    "explanation": {"type": "string"}}},
"Overlap": {"type": "object", "required": ["a", "b", "both", "only_a", "only_b", "either", "neither", "total", "as_of"],
  "properties": {
    "a": {"$ref": "#/components/schemas/OverlapCount"}, "b": {"$ref": "#/components/schemas/OverlapCount"},
    "both": {"type": "integer"}, "only_a": {"type": "integer"}, "only_b": {"type": "integer"}, "either": {"type": "integer"},
    "neither": {"type": "integer"}, "total": {"type": "integer"}, "as_of": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"a": {"segment_id": "221190357450752002", "version": 1, "count": 1200, "explanation": "spent more than 1,000 in total"},
    "b": {"segment_id": null, "version": null, "count": 300, "explanation": "city is Pune"},
    "both": 100, "only_a": 1100, "only_b": 200, "either": 1400, "neither": 8600, "total": 10000, "as_of": "2025-11-21T10:00:00Z"}]}
})json";
}

}  // namespace carillon::api
