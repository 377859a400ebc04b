#include "api/schemas/components.h"

namespace carillon::api {

std::string_view template_schemas() {
  return R"json({
"TemplateTexts": {"type": "object", "additionalProperties": false, "description": "Liquid; a message has a text or HTML or both",
  "properties": {
    "subject": {"type": "string", "maxLength": 1000}, "text": {"type": "string", "maxLength": 100000}, "html": {"type": "string", "maxLength": 1000000}},
  "anyOf": [{"required": ["text"]}, {"required": ["html"]}],
  "examples": [{"subject": "A gift", "text": "Hello {{ customer.first_name | default: \"there\" }}, a gift waits for you."}]},
"TemplateInput": {"type": "object", "required": ["name", "template"], "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": "string", "maxLength": 2000},
    "kind": {"type": "string", "enum": ["message", "partial"], "description": "A partial is a part of other templates, found by its name"},
    "template": {"$ref": "#/components/schemas/TemplateTexts"},
    "tags": {"type": "array", "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"name": "Welcome", "template": {"subject": "Welcome", "text": "Hello {{ customer.first_name | default: \"there\" }}!"}, "tags": ["onboarding"]}]},
"TemplatePatch": {"type": "object", "additionalProperties": false, "description": "RFC 7396; null takes a text away",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "[^ \\t\\r\\n]"}, "description": {"type": ["string", "null"], "maxLength": 2000},
    "template": {"type": "object", "additionalProperties": false, "properties": {
      "subject": {"type": ["string", "null"], "maxLength": 1000}, "text": {"type": ["string", "null"], "maxLength": 100000},
      "html": {"type": ["string", "null"], "maxLength": 1000000}}},
    "tags": {"type": ["array", "null"], "maxItems": 50, "items": {"type": "string", "minLength": 1, "maxLength": 100}}},
  "examples": [{"template": {"text": "Good day {{ customer.first_name | default: \"there\" }}!"}}]},
"StoredTemplate": {"type": "object", "required": ["id", "name", "description", "kind", "template", "version", "tags", "archived", "created_at", "updated_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}, "description": {"type": "string"},
    "kind": {"type": "string", "enum": ["message", "partial"]}, "template": {"$ref": "#/components/schemas/TemplateTexts"},
    "version": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}},
    "archived": {"type": "boolean"}, "archived_at": {"type": ["string", "null"], "format": "date-time"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "221190357450752003", "name": "Welcome", "description": "", "kind": "message", "template": {"text": "Hello!"}, "version": 1, "tags": [],
    "archived": false, "archived_at": null, "created_at": "2025-11-20T10:00:00Z", "updated_at": "2025-11-20T10:00:00Z"}]},
"StoredTemplateList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/StoredTemplate"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}, "count": {"type": "integer"}}},
"TemplateVersion": {"type": "object", "required": ["template_id", "version", "name", "template", "created_at"],
  "properties": {
    "template_id": {"$ref": "#/components/schemas/Id"}, "version": {"type": "integer"}, "name": {"type": "string"},
    "template": {"$ref": "#/components/schemas/TemplateTexts"}, "created_at": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"template_id": "221190357450752003", "version": 1, "name": "Welcome", "template": {"text": "Hello!"}, "created_at": "2025-11-20T10:00:00Z"}]},
"TemplateVersionList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/TemplateVersion"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}},
"TemplateRenderInput": {"type": "object", "required": ["template"], "additionalProperties": false,
  "properties": {
    "template": {"$ref": "#/components/schemas/Template"},
    "customer": {"type": "string", "minLength": 1, "maxLength": 220, "description": "An id, or external:ID"},
    "sample": {"type": "object", "description": "Instead of a customer: values by the names of customers' fields"},
    "data": {"type": "object", "description": "Of a transactional message"}},
  "examples": [{"template": {"text": "Hello {{ customer.first_name | default: \"there\" }}!"}, "sample": {"name": "Asha Rao"}}]},
"TemplateRendering": {"type": "object", "required": ["subject", "text", "html", "text_from_html", "sms", "missing", "warnings"],
  "properties": {
    "subject": {"type": ["string", "null"]}, "text": {"type": ["string", "null"]}, "html": {"type": ["string", "null"]},
    "text_from_html": {"type": "boolean", "description": "The template has no text; it is what the HTML says"},
    "sms": {"type": "object", "required": ["encoding", "units", "segments", "left", "forced_by"], "properties": {
      "encoding": {"type": "string", "enum": ["GSM-7", "UCS-2"]}, "units": {"type": "integer"}, "segments": {"type": "integer"},
      "left": {"type": "integer", "description": "Units that the last segment still has"},
      "forced_by": {"type": "array", "items": {"type": "string"}, "description": "Characters that GSM-7 lacks"}}},
    "missing": {"type": "array", "items": {"type": "string"}, "description": "Variables that had no value, nor a default"},
    "warnings": {"type": "array", "items": {"type": "string"}}},
  "examples": [{"subject": null, "text": "Hello Asha!", "html": null, "text_from_html": false,
    "sms": {"encoding": "GSM-7", "units": 11, "segments": 1, "left": 149, "forced_by": []}, "missing": [], "warnings": []}]}
})json";
}

}  // namespace carillon::api
