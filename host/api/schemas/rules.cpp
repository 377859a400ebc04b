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
"RuleText": {"type": "string", "minLength": 1, "maxLength": 262144,
  "description": "A rule as people write it, instead of its JSON: AND binds tighter than OR; op(field, name: value) is every operator's call",
  "examples": ["(total_spend > 10000 AND city IN (\"Mumbai\", \"Pune\")) OR last_order_at NOT WITHIN 90d"]},
"RuleInput": {"type": "object", "additionalProperties": false, "description": "One of the two",
  "properties": {"rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"}},
  "examples": [{"rule_text": "total_spend > 1000"}]},
"ForeignRuleInput": {"type": "object", "required": ["rule"], "additionalProperties": false,
  "properties": {"rule": {"type": "object", "additionalProperties": true, "description": "As the other system has it"}},
  "examples": [{"rule": {"combinator": "and", "rules": [{"field": "totalSpend", "operator": ">", "value": "10000"}]}}]},
"RuleForms": {"type": "object", "required": ["rule", "rule_text", "explanation", "warnings"],
  "properties": {"rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"type": ["string", "null"]},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 1000}, "rule_text": "total_spend > 1000",
    "explanation": "spent more than 1,000 in total", "warnings": []}]},
"PreviewInput": {"type": "object", "additionalProperties": false, "description": "With the rule either as JSON or as text",
  "properties": {
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"$ref": "#/components/schemas/RuleText"}, "as_of": {"$ref": "#/components/schemas/Time"},
    "sample": {"type": "integer", "minimum": 0, "maximum": 100, "default": 10},
    "leaves": {"type": "boolean", "default": false, "description": "Also count each leaf and each group alone"}},
  "examples": [{"rule": {"field": "total_spend", "op": "gt", "value": 1000}, "sample": 5, "leaves": true}]},
"Preview": {"type": "object", "required": ["count", "total", "as_of", "sample", "fields", "reach", "rule", "rule_text", "explanation", "warnings", "source", "exact"],
  "properties": {
    "count": {"type": "integer"}, "total": {"type": "integer"}, "as_of": {"$ref": "#/components/schemas/Time"},
    "fields": {"type": "array", "items": {"type": "string"}, "description": "Those that the rule looks at"},
    "rule": {"$ref": "#/components/schemas/Rule"}, "rule_text": {"type": ["string", "null"]},
    "sample": {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}},
    "reach": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "By channel: has its address and consents"},
    "explanation": {"type": "string"}, "warnings": {"type": "array", "items": {"type": "string"}},
    "source": {"type": "string", "enum": ["index", "storage"], "description": "Whether it was counted in memory or by storage"},
    "exact": {"type": "boolean", "description": "false: an operator of the rule is asked of each customer whom storage finds. count, sample and reach are right all the same; those of leaves and groups are upper bounds"},
    "leaves": {"type": "array", "items": {"type": "object", "required": ["pointer", "count"],
      "properties": {"pointer": {"type": "string"}, "count": {"type": "integer"}}}},
    "groups": {"type": "array", "description": "Each all, any and not, the whole rule first", "items": {"type": "object", "required": ["pointer", "count"],
      "properties": {"pointer": {"type": "string"}, "count": {"type": "integer"}}}}},
  "examples": [{"count": 1200, "total": 10000, "as_of": "2025-11-21T10:00:00Z", "sample": [], "fields": ["total_spend"],
    "rule": {"field": "total_spend", "op": "gt", "value": 1000}, "rule_text": "total_spend > 1000", "reach": {"sms": 1100, "email": 900},
    "explanation": "spent more than 1,000 in total", "warnings": [], "source": "index", "exact": true, "leaves": [{"pointer": "", "count": 1200}], "groups": []}]},
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
