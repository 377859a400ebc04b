#include "api/schemas/components.h"

namespace carillon::api {

std::string_view segment_schemas() {
  return R"json({
"SegmentInput": {"type": "object", "required": ["name", "rule"], "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": "string", "maxLength": 2000},
    "rule": {"$ref": "#/components/schemas/Rule"},
    "tags": {"type": "array", "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"name": "Big spenders", "rule": {"field": "total_spend", "op": "gt", "value": 1000}, "description": "Spent more than 1,000", "tags": ["value"]}]},
"SegmentPatch": {"type": "object", "additionalProperties": false,
  "description": "RFC 7396; a changed rule makes a new version",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": ["string", "null"], "maxLength": 2000},
    "rule": {"$ref": "#/components/schemas/Rule"},
    "tags": {"type": ["array", "null"], "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 2000}}]},
"Segment": {"type": "object", "required": ["id", "name", "description", "rule", "version", "tags", "explanation", "warnings", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
    "rule": {"$ref": "#/components/schemas/Rule"}, "version": {"type": "integer"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752002", "name": "Big spenders", "description": "", "rule": {"field": "total_spend", "op": "gt", "value": 1000},
    "version": 1, "tags": [], "explanation": "spent more than 1,000 in total", "warnings": [],
    "created_at": "2025-11-20T10:00:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"SegmentList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Segment"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}, "count": {"type": "integer"}}}
})json";
}

}  // namespace carillon::api
