#include "plugins/schema_words.h"

#include <algorithm>

#include "base/nearest.h"

namespace carillon::plugins {

namespace {

constexpr int kMaxReferences = 16;
constexpr std::size_t kMaxShown = 60;
constexpr std::size_t kMaxMatched = 1024;

const json::value* member(const json::value* object, std::string_view name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  return object->get_object().if_contains(name);
}

std::string type_words(std::string_view type) {
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "string") return "a text";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return std::string(type);
}

std::string listed(const json::array& values) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ", ";
    out += json::serialize(value);
    if (out.size() > 300) return out + ", ...";
  }
  return out;
}

// Appends " <words> <bound>" for a keyword that is there.
void bound(const json::value& schema, const char* keyword, std::string_view words, std::string_view unit,
           std::vector<std::string>& out) {
  const auto* limit = member(&schema, keyword);
  if (limit == nullptr || !limit->is_number()) return;
  out.push_back(std::string(words) + ' ' + json::serialize(*limit) + std::string(unit));
}

}  // namespace

const json::value* resolved(const json::value& root, const json::value* schema) {
  for (int i = 0; i < kMaxReferences; ++i) {
    const auto* reference = member(schema, "$ref");
    if (reference == nullptr) return schema;
    if (!reference->is_string() || !reference->get_string().starts_with('#')) return nullptr;
    schema = at_pointer(root, std::string_view(reference->get_string()).substr(1));
  }
  return nullptr;
}

const json::value* schema_of_member(const json::value& root, const json::value* schema,
                                    std::string_view name) {
  schema = resolved(root, schema);
  if (const auto* found = member(member(schema, "properties"), name)) return resolved(root, found);
  const bool index = !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
  if (index) {
    if (const auto* items = member(schema, "items"); items != nullptr && items->is_object()) {
      return resolved(root, items);
    }
  }
  const auto* rest = member(schema, "additionalProperties");
  return rest != nullptr && rest->is_object() ? resolved(root, rest) : nullptr;
}

std::string expected_words(const json::value& schema) {
  if (const auto* fixed = member(&schema, "const")) return json::serialize(*fixed);
  if (const auto* choices = member(&schema, "enum"); choices != nullptr && choices->is_array()) {
    return "one of " + listed(choices->get_array());
  }
  std::string out;
  const auto* type = member(&schema, "type");
  if (type != nullptr && type->is_string()) out = type_words(type->get_string());
  if (type != nullptr && type->is_array()) {
    for (const auto& one : type->get_array()) {
      if (one.is_string()) out += (out.empty() ? "" : " or ") + type_words(one.get_string());
    }
  }
  std::vector<std::string> limits;
  bound(schema, "minimum", "at least", "", limits);
  bound(schema, "exclusiveMinimum", "more than", "", limits);
  bound(schema, "maximum", "at most", "", limits);
  bound(schema, "exclusiveMaximum", "less than", "", limits);
  bound(schema, "multipleOf", "a multiple of", "", limits);
  bound(schema, "minLength", "at least", " characters", limits);
  bound(schema, "maxLength", "at most", " characters", limits);
  bound(schema, "minItems", "at least", " items", limits);
  bound(schema, "maxItems", "at most", " items", limits);
  if (const auto* pattern = member(&schema, "pattern"); pattern != nullptr && pattern->is_string()) {
    limits.push_back("matching " + std::string(pattern->get_string()));
  }
  for (std::size_t i = 0; i < limits.size(); ++i)
    out += (i == 0 ? (out.empty() ? "" : ", ") : " and ") + limits[i];
  return out;
}

std::string found_words(const json::value& value, const json::value* schema) {
  const auto* secret = member(schema, "writeOnly");
  const bool hidden = secret != nullptr && secret->is_bool() && secret->get_bool();
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list of " + std::to_string(value.get_array().size());
  if (hidden) return "another value (a secret, not shown)";
  if (!value.is_string()) return json::serialize(value);
  const std::string_view text = value.get_string();
  if (text.size() <= kMaxShown) return "the text " + json::serialize(value);
  return "a text of " + std::to_string(text.size()) + " bytes";
}

void unknown_members(const json::value& root, const json::value* schema, const json::value& value,
                     const std::string& pointer, Issues& issues) {
  schema = resolved(root, schema);
  if (schema == nullptr) return;
  if (value.is_array()) {
    std::size_t index = 0;
    for (const auto& item : value.get_array()) {
      const std::string step = std::to_string(index++);
      if (const auto* of_item = schema_of_member(root, schema, step)) {
        unknown_members(root, of_item, item, pointer_join(pointer, step), issues);
      }
    }
  }
  if (!value.is_object()) return;
  const auto* properties = member(schema, "properties");
  const auto* rest = member(schema, "additionalProperties");
  const bool closed = rest != nullptr && rest->is_bool() && !rest->get_bool() &&
                      member(schema, "patternProperties") == nullptr;
  for (const auto& [key, inner] : value.get_object()) {
    const std::string at = pointer_join(pointer, key);
    const auto* of_key = schema_of_member(root, schema, key);
    const bool known = member(properties, key) != nullptr;
    if (known || !closed) {
      if (of_key != nullptr) unknown_members(root, of_key, inner, at, issues);
      continue;
    }
    std::vector<std::string> names;
    if (properties != nullptr && properties->is_object()) {
      for (const auto& property : properties->get_object()) names.emplace_back(property.key());
    }
    const std::string near = nearest(key, names);
    std::string detail = "there is no such key";
    if (!near.empty()) {
      detail += "; did you mean \"" + near + "\"?";
    } else if (names.empty()) {
      detail += "; none is known here, remove it";
    } else {
      json::array all(names.begin(), names.end());
      detail += "; known here: " + listed(all);
    }
    issues.push_back({at, "unknown_field", std::move(detail)});
  }
}

void texts_too_long_for_patterns(const json::value& root, const json::value* schema, const json::value& value,
                                 const std::string& pointer, Issues& issues) {
  schema = resolved(root, schema);
  if (schema == nullptr) return;
  if (value.is_string() && value.get_string().size() > kMaxMatched && member(schema, "pattern") != nullptr) {
    issues.push_back({pointer, "length",
                      "expected a text of at most " + std::to_string(kMaxMatched) + " bytes, found " +
                          std::to_string(value.get_string().size())});
  }
  if (value.is_array()) {
    std::size_t index = 0;
    for (const auto& item : value.get_array()) {
      const std::string step = std::to_string(index++);
      texts_too_long_for_patterns(root, schema_of_member(root, schema, step), item,
                                  pointer_join(pointer, step), issues);
    }
  }
  if (value.is_object()) {
    for (const auto& [key, inner] : value.get_object()) {
      texts_too_long_for_patterns(root, schema_of_member(root, schema, key), inner,
                                  pointer_join(pointer, key), issues);
    }
  }
}

}  // namespace carillon::plugins
