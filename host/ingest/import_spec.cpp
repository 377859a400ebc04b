#include "base/json.h"
#include "ingest/imports.h"

namespace carillon::ingest {

namespace {

std::string_view format_word(Format format) {
  return format == Format::kCsv ? "csv" : format == Format::kJson ? "json" : "ndjson";
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool bool_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace

std::string to_json(const ImportSpec& spec) {
  json::object columns;
  for (const auto& [theirs, ours] : spec.columns.names) columns[theirs] = ours;
  return json::serialize(json::object{{"kind", spec.noun == Noun::kCustomers ? "customers" : "orders"},
                                      {"format", format_word(spec.format)},
                                      {"columns", std::move(columns)},
                                      {"packed", spec.packed},
                                      {"dry_run", spec.dry_run},
                                      {"name", spec.name},
                                      {"named", spec.named}});
}

Result<ImportSpec> spec_from_json(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed || !parsed->is_object()) return internal_error("the stored import job cannot be read");
  const json::object& object = parsed->get_object();
  ImportSpec spec;
  spec.noun = text_at(object, "kind") == "orders" ? Noun::kOrders : Noun::kCustomers;
  const std::string format = text_at(object, "format");
  spec.format = format == "csv" ? Format::kCsv : format == "json" ? Format::kJson : Format::kNdjson;
  if (const auto* columns = object.if_contains("columns"); columns != nullptr && columns->is_object()) {
    for (const auto& column : columns->get_object()) {
      if (!column.value().is_string()) continue;
      spec.columns.names.emplace_back(column.key(), column.value().get_string());
    }
  }
  spec.packed = bool_at(object, "packed");
  spec.dry_run = bool_at(object, "dry_run");
  spec.named = bool_at(object, "named");
  spec.name = text_at(object, "name");
  return spec;
}

}  // namespace carillon::ingest
