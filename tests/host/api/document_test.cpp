#include <set>

#include "api/body_check.h"
#include "api/schemas/components.h"
#include "api_fixture.h"
#include "plugins/json_schema.h"

namespace carillon::api::testing {
namespace {

class Document : public ApiTest {
 protected:
  json::value whole() { return get("/api/v1/openapi.json").body; }
  json::value flat() { return get("/api/v1/openapi.json?flat=1").body; }
};

// Calls `each` for every object of a document.
template <class Each>
void walk(const json::value& node, const Each& each) {
  if (const auto* list = node.if_array()) {
    for (const auto& item : *list) walk(item, each);
  }
  if (const auto* object = node.if_object()) {
    each(*object);
    for (const auto& [name, inner] : *object) walk(inner, each);
  }
}

std::set<std::string> references(const json::value& node) {
  std::set<std::string> out;
  walk(node, [&](const json::object& object) {
    const auto* reference = object.if_contains("$ref");
    if (reference != nullptr && reference->is_string()) out.emplace(reference->get_string());
  });
  return out;
}

TEST_F(Document, describes_every_route_under_a_name_of_its_own) {
  const json::value document = whole();
  std::set<std::string> names;
  for (const auto& route : api->routes()) {
    if (!route.documented) continue;
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(c | 0x20);
    const auto* operation = at_pointer(document, pointer_join(pointer_join("/paths", route.path), method));
    ASSERT_NE(operation, nullptr) << route.path;
    EXPECT_TRUE(names.emplace(operation->at("operationId").get_string()).second) << route.id;
    EXPECT_FALSE(operation->at("summary").get_string().empty());
    for (const auto& [status, response] : operation->at("responses").get_object()) {
      if (status.front() != '4') continue;
      EXPECT_TRUE(response.at("content").get_object().contains("application/problem+json"))
          << route.path << status;
    }
  }
}

TEST_F(Document, every_reference_leads_somewhere) {
  for (const json::value& document : {whole(), flat()}) {
    for (const auto& reference : references(document)) {
      EXPECT_NE(at_pointer(document, reference.substr(1)), nullptr) << reference;
    }
  }
}

TEST_F(Document, the_flat_one_has_no_cycle_and_no_word_of_31) {
  const json::value document = flat();
  EXPECT_EQ(document.at("openapi"), "3.0.3");
  const auto& schemas = document.at("components").at("schemas").get_object();
  std::set<std::string> finished;
  // Schemas that refer only to finished ones are finished; a cycle never is.
  for (std::size_t round = 0; round <= schemas.size(); ++round) {
    for (const auto& [name, schema] : schemas) {
      const auto needed = references(schema);
      const bool ready = std::all_of(needed.begin(), needed.end(),
                                     [&](const std::string& r) { return finished.contains(r); });
      if (ready) finished.insert("#/components/schemas/" + std::string(name));
    }
  }
  EXPECT_EQ(finished.size(), schemas.size());
  walk(document.at("components"), [](const json::object& object) {
    const auto* examples = object.if_contains("examples");
    EXPECT_FALSE(examples != nullptr && examples->is_array());
    const auto* type = object.if_contains("type");
    EXPECT_FALSE(type != nullptr && type->is_array());
  });
}

// The validator holds that null has no format, although the type may be null.
void drop_formats(json::value& node) {
  if (auto* list = node.if_array()) {
    for (auto& item : *list) drop_formats(item);
  }
  if (auto* object = node.if_object()) {
    const auto* format = object->if_contains("format");
    const bool keyword =
        format != nullptr && (*format == "date-time" || *format == "date" || *format == "email");
    if (keyword) object->erase("format");
    for (auto& [name, inner] : *object) drop_formats(inner);
  }
}

TEST_F(Document, examples_of_schemas_are_valid) {
  json::value components = components_value();
  drop_formats(components);
  for (const auto& [name, schema] : components.get_object()) {
    const auto* examples = schema.get_object().if_contains("examples");
    if (examples == nullptr) continue;
    json::object whole_schema{{"$ref", "#/components/schemas/" + std::string(name)},
                              {"components", {{"schemas", components}}}};
    const auto compiled = plugins::JsonSchema::compile(json::serialize(whole_schema));
    ASSERT_TRUE(compiled.ok()) << name << ": " << compiled.error().message;
    for (const auto& example : examples->get_array()) {
      for (const auto& issue : compiled->check(example))
        ADD_FAILURE() << name << " " << issue.pointer << ": " << issue.detail;
    }
  }
}

TEST_F(Document, names_the_operators_that_are_loaded) {
  const json::value document = whole();
  const auto* names = at_pointer(document, "/components/schemas/Leaf/properties/op/enum");
  ASSERT_NE(names, nullptr);
  EXPECT_EQ(names->get_array().size(), compiler->operators().size());
}

}  // namespace
}  // namespace carillon::api::testing
