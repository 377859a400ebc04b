#include "api/schemas/components.h"

#include <stdexcept>

namespace carillon::api {

namespace {

json::value parsed(std::string_view text) {
  auto value = parse_json(text);
  if (!value) throw std::logic_error("a schema is no JSON: " + value.error().message);
  return *std::move(value);
}

}  // namespace

json::value components_value() {
  json::object out;
  for (const auto text :
       {common_schemas(), customer_schemas(), order_schemas(), rule_schemas(), segment_schemas(),
        campaign_schemas(), template_schemas(), message_schemas(), plugin_schemas(), import_schemas(),
        queue_schemas(), suggestion_schemas(), suppression_schemas()}) {
    const json::value named = parsed(text);
    for (const auto& [name, schema] : named.as_object()) {
      if (!out.emplace(name, schema).second)
        throw std::logic_error("two schemas are named " + std::string(name));
    }
  }
  return out;
}

json::value schema_value(const SchemaText& schema) {
  if (schema.starts_with('{')) return parsed(schema);
  return json::object{{"$ref", "#/components/schemas/" + schema}};
}

}  // namespace carillon::api
