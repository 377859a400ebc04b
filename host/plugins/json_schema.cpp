// Without this valijson aborts the process at a schema that it does not understand.
#define VALIJSON_USE_EXCEPTIONS 1

#include "plugins/json_schema.h"

#include <algorithm>

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "plugins/schema_words.h"

namespace carillon::plugins {

struct JsonSchema::Impl {
  json::value document;
  valijson::Schema compiled;
};

namespace {

using Context = std::vector<std::string>;

// valijson's path is "<root>", "[key]", "[0]", ...
std::vector<std::string> steps_of(const Context& context) {
  std::vector<std::string> out;
  for (const auto& part : context) {
    if (part.size() >= 2 && part.front() == '[' && part.back() == ']')
      out.push_back(part.substr(1, part.size() - 2));
  }
  return out;
}

std::string code_of(std::string_view description) {
  if (description.find("'type'") != std::string_view::npos) return "type";
  if (description.find("enum") != std::string_view::npos ||
      description.find("'const'") != std::string_view::npos) {
    return "enum";
  }
  if (description.starts_with("Expected number") || description.find("multiple") != std::string_view::npos) {
    return "range";
  }
  if (description.find("no more than") != std::string_view::npos ||
      description.find("no fewer than") != std::string_view::npos) {
    return "length";
  }
  if (description.find("pattern") != std::string_view::npos) return "pattern";
  return "invalid";
}

// The name within 'quotes' at the end of "Missing required property 'x'."
std::string quoted_name(const std::string& description) {
  const auto start = description.find('\'');
  const auto end = description.rfind('\'');
  return start == std::string::npos || end <= start ? "" : description.substr(start + 1, end - start - 1);
}

Issue in_words(const json::value& root, const json::value& value,
               const valijson::ValidationResults::Error& error) {
  const json::value* schema = resolved(root, &root);
  std::string pointer;
  for (const auto& step : steps_of(error.context)) {
    pointer = pointer_join(pointer, step);
    schema = schema_of_member(root, schema, step);
  }
  if (error.description.starts_with("Missing required property")) {
    const std::string name = quoted_name(error.description);
    const auto* of_member = schema_of_member(root, schema, name);
    const std::string expected = of_member == nullptr ? "" : expected_words(*of_member);
    return {pointer_join(pointer, name), "required",
            "it is required but absent; give it " + (expected.empty() ? std::string("a value") : expected)};
  }
  const auto* found = at_pointer(value, pointer);
  const std::string expected = schema == nullptr ? "" : expected_words(*schema);
  std::string detail = expected.empty() ? error.description : "expected " + expected;
  if (found != nullptr) detail += ", found " + found_words(*found, schema);
  return {pointer, code_of(error.description), std::move(detail)};
}

// valijson tells a fault at its place, then once more at every place above it.
bool echo(const std::string& description) {
  return description.starts_with("Failed to validate") ||
         description.starts_with("Object contains a property");
}

bool complete(const json::value& root, const json::value* schema, const json::object& object) {
  schema = resolved(root, schema);
  const auto* required = schema == nullptr ? nullptr : schema->get_object().if_contains("required");
  if (required == nullptr || !required->is_array()) return true;
  const auto& names = required->get_array();
  return std::all_of(names.begin(), names.end(), [&](const json::value& name) {
    return name.is_string() && object.contains(name.get_string());
  });
}

constexpr int kMaxDepth = 32;

void fill(const json::value& root, const json::value* schema, json::value& value, int depth) {
  schema = resolved(root, schema);
  if (schema == nullptr || !schema->is_object() || depth > kMaxDepth) return;
  if (value.is_array()) {
    const auto* items = schema->get_object().if_contains("items");
    if (items == nullptr) return;
    for (auto& item : value.get_array()) fill(root, items, item, depth + 1);
    return;
  }
  const auto* properties = schema->get_object().if_contains("properties");
  if (!value.is_object() || properties == nullptr || !properties->is_object()) return;
  auto& object = value.get_object();
  for (const auto& [key, of_key] : properties->get_object()) {
    const auto* governing = resolved(root, &of_key);
    if (governing == nullptr || !governing->is_object()) continue;
    if (auto* there = object.if_contains(key)) {
      fill(root, governing, *there, depth + 1);
      continue;
    }
    if (const auto* otherwise = governing->get_object().if_contains("default")) {
      fill(root, governing, object.emplace(key, *otherwise).first->value(), depth + 1);
      continue;
    }
    json::value made = json::object();
    fill(root, governing, made, depth + 1);
    if (!made.get_object().empty() && complete(root, governing, made.get_object()))
      object.emplace(key, std::move(made));
  }
}

}  // namespace

JsonSchema::JsonSchema(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<JsonSchema> JsonSchema::compile(std::string_view text) {
  auto document = parse_json(text);
  if (!document) return document.error();
  if (!document->is_object())
    return invalid("a JSON Schema must be an object, found " + found_words(*document, nullptr));
  auto impl = std::make_shared<Impl>();
  impl->document = std::move(*document);
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(impl->document), impl->compiled);
  } catch (const std::exception& e) { return invalid(std::string("it is no JSON Schema: ") + e.what()); }
  return JsonSchema(std::move(impl));
}

const json::value& JsonSchema::document() const { return impl_->document; }

Issues JsonSchema::check(const json::value& value) const {
  Issues issues;
  unknown_members(impl_->document, &impl_->document, value, "", issues);
  const auto before = issues.size();
  texts_too_long_for_patterns(impl_->document, &impl_->document, value, "", issues);
  if (issues.size() > before) return issues;
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  try {
    if (validator.validate(impl_->compiled, valijson::adapters::BoostJsonAdapter(value), &results))
      return issues;
  } catch (const std::exception& e) {  // a pattern that is no regular expression, met only here
    issues.push_back({"", "invalid", std::string("the schema cannot be used: ") + e.what()});
    return issues;
  }
  const auto add = [&](const valijson::ValidationResults::Error& error) {
    Issue issue = in_words(impl_->document, value, error);
    const bool told = std::any_of(issues.begin(), issues.end(),
                                  [&](const Issue& other) { return other.pointer == issue.pointer; });
    if (!told) issues.push_back(std::move(issue));
  };
  for (const auto& error : results) {
    if (!echo(error.description)) add(error);
  }
  if (issues.empty()) {
    for (const auto& error : results) add(error);
  }
  return issues;
}

void JsonSchema::apply_defaults(json::value& value) const {
  fill(impl_->document, &impl_->document, value, 0);
}

}  // namespace carillon::plugins
