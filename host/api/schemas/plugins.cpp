#include "api/schemas/components.h"

namespace carillon::api {

std::string_view plugin_schemas() {
  return R"json({
"PluginInstance": {"type": "object", "required": ["name", "state"],
  "properties": {"name": {"type": "string"}, "state": {"type": "string"}, "reason": {"type": "string"}}},
"Plugin": {"type": "object", "required": ["id", "kind", "name", "version", "file", "state", "config_schema", "instances"],
  "properties": {
    "id": {"type": ["string", "null"], "description": "null for a file that was refused"}, "kind": {"type": ["string", "null"]},
    "name": {"type": "string"}, "version": {"type": ["string", "null"]}, "vendor": {"type": "string"}, "license": {"type": "string"},
    "description": {"type": "string"}, "file": {"type": "string"},
    "state": {"type": "string", "enum": ["loaded", "refused", "unusable"]},
    "reason": {"type": "string", "description": "Of a file that was refused"},
    "notes": {"type": "array", "items": {"type": "string"}},
    "config_schema": {"type": "object", "additionalProperties": true},
    "instances": {"type": "array", "items": {"$ref": "#/components/schemas/PluginInstance"}}},
  "examples": [{"id": "sms_sim", "kind": "channel", "name": "SMS simulator", "version": "1.0.0", "vendor": "Carillon", "license": "MIT",
    "description": "A vendor of text messages", "file": "sms_sim.carillon.so", "state": "loaded", "notes": [], "config_schema": {"type": "object"},
    "instances": [{"name": "sms", "state": "running"}]}]},
"PluginList": {"type": "object", "required": ["data"],
  "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Plugin"}}}},
"Channel": {"type": "object", "required": ["name", "plugin", "address", "html", "subject", "receipts"],
  "properties": {
    "name": {"type": "string"}, "plugin": {"type": "string"}, "address": {"type": "string", "enum": ["email", "phone", "push", "none"]},
    "html": {"type": "boolean"}, "subject": {"type": "boolean"}, "receipts": {"type": "boolean"},
    "max_text_bytes": {"type": ["integer", "null"]}, "max_per_second": {"type": ["integer", "null"]}},
  "examples": [{"name": "sms", "plugin": "sms_sim", "address": "phone", "html": false, "subject": false, "receipts": true,
    "max_text_bytes": null, "max_per_second": null}]},
"ChannelList": {"type": "object", "required": ["data"],
  "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Channel"}}}},
"ReceiptsTaken": {"type": "object", "required": ["accepted"], "properties": {"accepted": {"type": "integer"}}, "examples": [{"accepted": 2}]},
"Health": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}, "version": {"type": "string"},
    "checks": {"type": "object", "additionalProperties": {"type": "string"}}},
  "examples": [{"status": "ok"}]}
})json";
}

}  // namespace carillon::api
