// OpenAPI 3.1 into 3.0.3: null as `nullable`, one example in place of examples, no recursion.
#include "api/openapi.h"

namespace carillon::api {

namespace {

constexpr std::string_view kRule = "#/components/schemas/Rule";
constexpr int kLevels = 3;

// Rules within a rule refer to the next level down; the last level knows leaves only.
void redirect(json::value& node, const std::string& target) {
  if (auto* list = node.if_array()) {
    for (auto& item : *list) redirect(item, target);
  }
  auto* object = node.if_object();
  if (object == nullptr) return;
  if (auto* reference = object->if_contains("$ref"); reference != nullptr && *reference == json::value(kRule))
    *reference = target;
  for (auto& [name, inner] : *object) redirect(inner, target);
}

void unroll(json::object& schemas) {
  const json::value rule = schemas.at("Rule");
  for (int level = 1; level <= kLevels; ++level) {
    const std::string name = level == 1 ? "Rule" : "RuleLevel" + std::to_string(level);
    const std::string below =
        "#/components/schemas/" +
        (level == kLevels ? std::string("Leaf") : "RuleLevel" + std::to_string(level + 1));
    json::value copy = rule;
    redirect(copy, below);
    if (level > 1) copy.as_object().erase("examples");
    schemas[name] = std::move(copy);
  }
}

void schema_to_30(json::object& schema) {
  if (auto* types = schema.if_contains("type"); types != nullptr && types->is_array()) {
    json::array named;
    for (const auto& type : types->get_array()) {
      if (type != "null") named.push_back(type);
    }
    if (named.size() < types->get_array().size()) schema["nullable"] = true;
    if (!named.empty()) schema["type"] = named.front();
  }
  if (const auto* examples = schema.if_contains("examples"); examples != nullptr && examples->is_array()) {
    const json::value first = examples->get_array().front();
    schema["example"] = first;
    schema.erase("examples");
  }
  if (const auto* only = schema.if_contains("const")) {
    const json::value value = *only;
    schema["enum"] = json::array{value};
    schema.erase("const");
  }
}

// A schema is what stands under one of these names, or by name in a map of schemas.
void schema_members(json::object& schema) {
  schema_to_30(schema);
  for (auto& [name, inner] : schema) {
    if (name == "properties") {
      for (auto& [member, of_member] : inner.as_object()) {
        if (of_member.is_object()) schema_members(of_member.get_object());
      }
    } else if (name == "items" || name == "additionalProperties" || name == "not") {
      if (inner.is_object()) schema_members(inner.get_object());
    } else if (name == "allOf" || name == "anyOf" || name == "oneOf") {
      for (auto& part : inner.as_array()) schema_members(part.as_object());
    }
  }
}

void to_30(json::value& node) {
  if (auto* list = node.if_array()) {
    for (auto& item : *list) to_30(item);
  }
  auto* object = node.if_object();
  if (object == nullptr) return;
  for (auto& [name, inner] : *object) {
    if (name == "schema" && inner.is_object()) {
      schema_members(inner.get_object());
    } else if (name != "example") {
      to_30(inner);
    }
  }
}

}  // namespace

json::value flat_document(const json::value& document) {
  json::value out = document;
  auto& root = out.as_object();
  root["openapi"] = "3.0.3";
  auto& info = root.at("info").as_object();
  info.erase("summary");
  info.at("license").as_object().erase("identifier");
  auto& schemas = root.at("components").at("schemas").as_object();
  unroll(schemas);
  for (auto& [name, schema] : schemas) schema_members(schema.as_object());
  to_30(root.at("paths"));
  return out;
}

}  // namespace carillon::api
