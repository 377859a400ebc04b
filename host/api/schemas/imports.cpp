#include "api/schemas/components.h"

namespace carillon::api {

std::string_view import_schemas() {
  return R"json({
"ImportOfFile": {"type": "object", "required": ["kind", "file"], "additionalProperties": false,
  "properties": {
    "kind": {"type": "string", "enum": ["customers", "orders"]},
    "file": {"type": "string", "minLength": 1, "maxLength": 1000, "description": "Its path within the import folder"},
    "format": {"type": "string", "enum": ["csv", "json", "ndjson"], "description": "By default what the file's name ends with"},
    "columns": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Of CSV: their name of a column -> ours; an empty text leaves it out"},
    "dry_run": {"type": "boolean", "description": "Judge the rows and store none"}},
  "examples": [{"kind": "customers", "file": "2025/customers.csv.gz", "format": "csv", "columns": {"Full name": "name"}, "dry_run": true}]},
"Import": {"type": "object", "required": ["id", "kind", "format", "name", "dry_run", "state", "reason", "rows", "created", "updated", "unchanged", "rejected", "file_bytes", "bytes_read", "rows_per_second", "seconds_left", "created_at", "updated_at", "started_at", "finished_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"}, "kind": {"type": "string", "enum": ["customers", "orders"]},
    "format": {"type": "string", "enum": ["csv", "json", "ndjson"]}, "name": {"type": "string"}, "dry_run": {"type": "boolean"},
    "state": {"type": "string", "enum": ["queued", "running", "paused", "completed", "cancelled", "failed"]},
    "reason": {"type": ["string", "null"], "description": "Why it failed, or paused by itself"},
    "rows": {"type": "integer", "description": "Those read; always created + updated + unchanged + rejected"},
    "created": {"type": "integer"}, "updated": {"type": "integer"}, "unchanged": {"type": "integer"}, "rejected": {"type": "integer"},
    "file_bytes": {"type": "integer"}, "bytes_read": {"type": "integer", "description": "Of the file; the progress"},
    "rows_per_second": {"type": ["number", "null"], "description": "While it runs"},
    "seconds_left": {"type": ["integer", "null"], "description": "While it runs, by the bytes of the file"},
    "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"},
    "started_at": {"type": ["string", "null"]}, "finished_at": {"type": ["string", "null"]}},
  "examples": [{"id": "221190357450753100", "kind": "customers", "format": "csv", "name": "customers.csv", "dry_run": false, "state": "running", "reason": null,
    "rows": 250000, "created": 249990, "updated": 0, "unchanged": 0, "rejected": 10, "file_bytes": 52428800, "bytes_read": 26214400,
    "rows_per_second": 80000.5, "seconds_left": 3, "created_at": "2025-11-20T10:00:00Z", "updated_at": "2025-11-20T10:00:03Z",
    "started_at": "2025-11-20T10:00:00Z", "finished_at": null}]},
"ImportList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/Import"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}}
})json";
}

}  // namespace carillon::api
