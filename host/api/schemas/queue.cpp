#include "api/schemas/components.h"

namespace carillon::api {

std::string_view queue_schemas() {
  return R"json({
"QueuedRow": {"type": "object", "required": ["status", "accepted"],
  "properties": {
    "status": {"type": "string", "enum": ["queued"]}, "accepted": {"type": "integer"},
    "external_id": {"type": "string"}},
  "examples": [{"status": "queued", "accepted": 1, "external_id": "C-1001"}]},
"QueuedRows": {"type": "object", "required": ["status", "received", "accepted", "rejected", "errors"],
  "properties": {
    "status": {"type": "string", "enum": ["queued"]},
    "received": {"type": "integer"}, "accepted": {"type": "integer", "description": "Rows that are in the queue"},
    "rejected": {"type": "integer"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/RowFault"}, "description": "The first 1000 rejected rows"}},
  "examples": [{"status": "queued", "received": 3, "accepted": 2, "rejected": 1,
    "errors": [{"line": 3, "code": "required", "pointer": "/external_id", "detail": "it is required but absent"}]}]},
"DeadLetter": {"type": "object", "required": ["id", "kind", "row", "reason", "deliveries", "dead_since"],
  "properties": {
    "id": {"type": "string"}, "kind": {"type": "string", "enum": ["customers", "orders"]},
    "row": {"description": "As it was sent"}, "reason": {"type": "string", "description": "Why it could not be stored"},
    "deliveries": {"type": "integer", "description": "How often a host had it"},
    "dead_since": {"$ref": "#/components/schemas/Time"}},
  "examples": [{"id": "1763719200000-0", "kind": "orders",
    "row": {"external_id": "O-1", "customer_external_id": "C-unknown", "amount": 10, "ordered_at": "2025-11-20T10:00:00Z"},
    "reason": "there is no customer \"C-unknown\"; tried 8 times", "deliveries": 1, "dead_since": "2025-11-21T10:00:00Z"}]},
"DeadLetterList": {"type": "object", "required": ["data", "next_cursor"],
  "properties": {
    "data": {"type": "array", "items": {"$ref": "#/components/schemas/DeadLetter"}},
    "next_cursor": {"$ref": "#/components/schemas/Cursor"}}}
})json";
}

}  // namespace carillon::api
