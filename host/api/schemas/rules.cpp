#include "api/schemas/components.h"

namespace carillon::api {

std::string_view rule_schemas() {
  return R"json({
"Rule": {"description": "A leaf that names an operator, or a group of rules; at most 16 deep and 256 leaves",
  "oneOf": [
    {"$ref": "#/components/schemas/Leaf"},
    {"type": "object", "title": "All", "required": ["all"], "additionalProperties": false,
     "properties": {"all": {"type": "array", "items": {"$ref": "#/components/schemas/Rule"}}}},
    {"type": "object", "title": "Any", "required": ["any"], "additionalProperties": false,
     "properties": {"any": {"type": "array", "items": {"$ref": "#/components/schemas/Rule"}}}},
    {"type": "object", "title": "Not", "required": ["not"], "additionalProperties": false,
     "properties": {"not": {"$ref": "#/components/schemas/Rule"}}}],
  "examples": [{"all": [{"field": "total_spend", "op": "gt", "value": 1000}, {"not": {"field": "city", "op": "eq", "value": "Pune"}}]}]},
"Leaf": {"type": "object", "required": ["op"],
  "description": "The operator's own arguments stand beside op; GET /api/v1/operators lists them",
  "properties": {
    "op": {"type": "string"},
    "field": {"type": "string", "description": "One of GET /api/v1/fields, or attributes.NAME"},
    "value": {"description": "What the field is compared with"}},
  "additionalProperties": true,
  "examples": [{"field": "total_spend", "op": "gt", "value": 1000}]},
"PreviewInput": {"type": "object", "required": ["rule"], "additionalProperties": false,
  "properties": {
    "rule": {"$ref": "#/components/schemas/Rule"}, "as_of": {"$ref": "#/components/schemas/Time"},
    "sample": {"type": "integer", "minimum": 0, "maximum": 100, "default": 10},
    "leaves": {"type": "boolean", "default": false, "description": "Also count each leaf alone"}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 1000}, "sample": 5, "leaves": true}]},
"Preview": {"type": "object", "required": ["count", "total", "sample", "reach", "explanation", "warnings"],
  "properties": {
    "count": {"type": "integer"}, "total": {"type": "integer"},
    "sample": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}},
    "reach": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "By channel: has its address and consents"},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}},
    "leaves": {"type": "array", "items": {"type": "object", "required": ["pointer", "count"],
      "properties": {"pointer": {"type": "string"}, "count": {"type": "integer"}}}}},
  "examples": [{"count": 1200, "total": 10000, "sample": [], "reach": {"sms": 1100, "email": 900},
    "explanation": "spent more than 1,000 in total", "warnings": [], "leaves": [{"pointer": "", "count": 1200}]}]},
"Field": {"type": "object", "required": ["name", "title", "type"],
  "properties": {"name": {"type": "string"}, "title": {"type": "string"},
    "type": {"type": "string", "enum": ["bool", "int", "real", "text", "time", "json", "decimal", "set", "date", "bytes"]}},
  "examples": [{"name": "total_spend", "title": "Total spend", "type": "decimal"}]},
"FieldList": {"type": "object", "required": ["data"],
  "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Field"}}}},
"Operator": {"type": "object", "required": ["name", "title", "summary", "plugin", "takes_field", "field_types", "args_schema", "examples"],
  "properties": {
    "name": {"type": "string"}, "title": {"type": "string"}, "summary": {"type": "string"}, "plugin": {"type": "string"},
    "takes_field": {"type": "boolean"}, "field_types": {"type": "array", "items": {"type": "string"}},
    "args_schema": {"type": "object", "additionalProperties": true, "description": "JSON Schema of the arguments"},
    "examples": {"type": "array", "items": {"type": "object", "required": ["leaf", "words"],
      "properties": {"leaf": {"type": "object", "additionalProperties": true}, "words": {"type": "string"}}}}}},
"OperatorList": {"type": "object", "required": ["data"],
  "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Operator"}}}}
})json";
}

}  // namespace carillon::api
