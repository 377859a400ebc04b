#include "api/schemas/components.h"

namespace carillon::api {

std::string_view common_schemas() {
  return R"json({
"Id": {"type": "string", "pattern": "^[1-9][0-9]{0,18}$", "description": "An id made by the host", "examples": ["221190357450752000"]},
"Time": {"type": "string", "format": "date-time", "description": "RFC 3339; answers are in UTC", "examples": ["2025-11-21T10:00:00Z"]},
"Cursor": {"type": ["string", "null"], "description": "Pass it as cursor for what follows; null at the end", "examples": [null]},
"Issue": {"type": "object", "required": ["pointer", "code", "detail"],
  "properties": {
    "pointer": {"type": "string", "description": "RFC 6901, into the body; /query/NAME for a parameter"},
    "code": {"type": "string"},
    "detail": {"type": "string", "description": "What was found, what was expected and what to do"},
    "column": {"type": "integer", "minimum": 1, "description": "Of a rule_text: where in it, in characters"}}},
"Problem": {"type": "object", "description": "RFC 9457",
  "required": ["type", "title", "status", "code", "detail", "request_id"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "code": {"type": "string", "description": "Stable and symbolic"},
    "detail": {"type": "string"}, "instance": {"type": "string"}, "request_id": {"type": "string"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Issue"}}},
  "examples": [{"type": "urn:carillon:problem:invalid", "title": "The request is invalid", "status": 422, "code": "invalid",
    "detail": "expected a text, found the number 5", "instance": "/api/v1/customers", "request_id": "b0a1c2d3e4f5a6b7",
    "errors": [{"pointer": "/external_id", "code": "type", "detail": "expected a text, found the number 5"}]}]},
"RowFault": {"type": "object", "required": ["line", "code", "detail"],
  "properties": {
    "line": {"type": "integer", "minimum": 0, "description": "Of the body, from 1"},
    "code": {"type": "string"}, "pointer": {"type": "string"}, "detail": {"type": "string"}}},
"BulkReport": {"type": "object", "required": ["received", "created", "updated", "unchanged", "rejected", "errors"],
  "properties": {
    "received": {"type": "integer"}, "created": {"type": "integer"}, "updated": {"type": "integer"},
    "unchanged": {"type": "integer"}, "rejected": {"type": "integer"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/RowFault"}, "description": "The first 1000 rejected rows"}},
  "examples": [{"received": 3, "created": 1, "updated": 1, "unchanged": 0, "rejected": 1,
    "errors": [{"line": 3, "code": "required", "pointer": "/external_id", "detail": "it is required but absent"}]}]},
"Decimal": {"description": "A number, or for exactness a text, with at most 4 places",
  "anyOf": [{"type": "number", "minimum": -900000000000, "maximum": 900000000000}, {"type": "string", "pattern": "^-?[0-9]{1,12}([.][0-9]{1,4})?$"}],
  "examples": [1499.5]}
})json";
}

}  // namespace carillon::api
