#include "audience/arguments.h"

#include <algorithm>
#include <vector>

#include "base/fold.h"
#include "base/nearest.h"

namespace carillon::audience {

namespace {

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxIssues = 100;  // enough to act on; a hostile rule must not make more work than that

const json::value* member(const json::value& schema, std::string_view key) {
  return schema.is_object() ? schema.get_object().if_contains(key) : nullptr;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 40;
  const std::string_view shown = first_code_points(text, kMost);
  return '"' + std::string(shown) + (shown.size() < text.size() ? "...\"" : "\"");
}

bool is_whole(const json::value& value) {
  if (value.is_int64() || value.is_uint64()) return true;
  return value.is_double() &&
         value.get_double() ==
             static_cast<double>(static_cast<std::int64_t>(std::clamp(value.get_double(), -9e15, 9e15)));
}

bool is_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "integer") return is_whole(value);
  if (type == "boolean") return value.is_bool();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "null") return value.is_null();
  return true;  // a word of a later JSON Schema: the operator judges
}

std::string_view type_name(std::string_view type) {
  if (type == "string") return "a text";
  if (type == "number") return "a number";
  if (type == "integer") return "a whole number";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return type;
}

// "a", "a or b", "a, b or c"
std::string alternatives(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

class Checker {
 public:
  explicit Checker(Issues& issues) : issues_(issues) {}

  void check(const json::value& value, const json::value& schema, const std::string& at, int depth) {
    if (depth > kMaxDepth || full() || !has_type(value, schema, at) || !is_listed(value, schema, at)) return;
    if (value.is_number()) check_number(value, schema, at);
    if (value.is_string()) {
      check_size(value.get_string().size(), schema, "minLength", "maxLength", "bytes", at);
    }
    if (value.is_array() &&
        check_size(value.get_array().size(), schema, "minItems", "maxItems", "items", at)) {
      if (const auto* items = member(schema, "items")) {
        std::size_t i = 0;
        for (const auto& item : value.get_array())
          check(item, *items, at + '/' + std::to_string(i++), depth + 1);
      }
    }
    if (value.is_object()) check_object(value.get_object(), schema, at, {}, depth);
  }

  void check_object(const json::object& object, const json::value& schema, const std::string& at,
                    const std::vector<std::string_view>& passed_over, int depth) {
    const auto* properties = member(schema, "properties");
    const auto* open = member(schema, "additionalProperties");
    const bool is_open = open != nullptr && !(open->is_bool() && !open->get_bool());
    for (const auto& [key, value] : object) {
      if (full()) return;
      if (std::ranges::find(passed_over, std::string_view(key)) != passed_over.end()) continue;
      const auto* property = properties == nullptr ? nullptr : member(*properties, key);
      if (property != nullptr) {
        check(value, *property, pointer_join(at, key), depth + 1);
      } else if (!is_open) {
        issues_.push_back(
            {pointer_join(at, key.size() > 64 ? std::string_view(key).substr(0, 64) : std::string_view(key)),
             "unknown_argument", unknown(key, properties)});
      }
    }
    const auto* required = member(schema, "required");
    if (required == nullptr || !required->is_array()) return;
    for (const auto& name : required->get_array()) {
      if (!name.is_string() || object.contains(name.get_string())) continue;
      issues_.push_back(
          {pointer_join(at, name.get_string()), "required",
           "\"" + std::string(name.get_string()) + "\" is missing" + expectation(properties, name)});
    }
  }

 private:
  bool full() const { return issues_.size() >= kMaxIssues; }

  static std::string unknown(std::string_view key, const json::value* properties) {
    std::vector<std::string> names;
    if (properties != nullptr && properties->is_object()) {
      for (const auto& property : properties->get_object()) names.emplace_back(property.key());
    }
    const std::string near = key.size() > 64 ? std::string{} : carillon::nearest(key, names);
    std::string out = quoted(key) + " is no argument of this operator";
    if (!near.empty()) return out + "; did you mean \"" + near + "\"?";
    if (names.empty()) return out + ", which takes none";
    return out + ", which takes " + alternatives(names);
  }

  static std::string expectation(const json::value* properties, const json::value& name) {
    if (properties == nullptr) return {};
    const auto* property = member(*properties, name.get_string());
    const auto* text = property == nullptr ? nullptr : member(*property, "description");
    return text == nullptr || !text->is_string() ? std::string{} : ": " + std::string(text->get_string());
  }

  bool has_type(const json::value& value, const json::value& schema, const std::string& at) {
    const auto* wanted = member(schema, "type");
    if (wanted == nullptr) return true;
    std::vector<std::string> words;
    const auto fits = [&](const json::value& type) {
      if (!type.is_string()) return true;
      words.emplace_back(type_name(type.get_string()));
      return is_type(value, type.get_string());
    };
    const bool ok = wanted->is_array() ? std::ranges::any_of(wanted->get_array(), fits) : fits(*wanted);
    if (!ok)
      issues_.push_back({at, "type", "must be " + alternatives(words) + ", found " + found_words(value)});
    return ok;
  }

  bool is_listed(const json::value& value, const json::value& schema, const std::string& at) {
    const auto* list = member(schema, "enum");
    if (list == nullptr || !list->is_array() ||
        std::ranges::find(list->get_array(), value) != list->get_array().end()) {
      return true;
    }
    std::vector<std::string> words;
    for (const auto& allowed : list->get_array()) words.push_back(json::serialize(allowed));
    issues_.push_back({at, "enum", "must be " + alternatives(words) + ", found " + found_words(value)});
    return false;
  }

  void check_number(const json::value& value, const json::value& schema, const std::string& at) {
    const double number = value.to_number<double>();
    const auto* least = member(schema, "minimum");
    const auto* most = member(schema, "maximum");
    if (least != nullptr && least->is_number() && number < least->to_number<double>()) {
      issues_.push_back(
          {at, "range", "must be " + json::serialize(*least) + " or more, found " + found_words(value)});
    } else if (most != nullptr && most->is_number() && number > most->to_number<double>()) {
      issues_.push_back(
          {at, "range", "must be " + json::serialize(*most) + " or less, found " + found_words(value)});
    }
  }

  bool check_size(std::size_t size, const json::value& schema, std::string_view least_key,
                  std::string_view most_key, const std::string& unit, const std::string& at) {
    const auto limit = [&](std::string_view key, std::uint64_t otherwise) {
      const auto* value = member(schema, key);
      return value != nullptr && value->is_int64() ? static_cast<std::uint64_t>(value->get_int64())
                                                   : otherwise;
    };
    const std::uint64_t least = limit(least_key, 0);
    const std::uint64_t most = limit(most_key, ~std::uint64_t{0});
    if (size >= least && size <= most) return true;
    issues_.push_back(
        {at, "range",
         "must have " +
             (size < least ? std::to_string(least) + " or more " : std::to_string(most) + " or fewer ") +
             unit + ", found " + std::to_string(size)});
    return false;
  }

  Issues& issues_;
};

}  // namespace

std::string found_words(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::string:
      return "the text " + quoted(value.get_string());
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
    default:
      return "the number " + json::serialize(value);
  }
}

void check_arguments(const json::object& leaf, const json::value& schema, std::string_view pointer,
                     bool takes_field, Issues& issues) {
  std::vector<std::string_view> passed_over = {"op"};
  if (takes_field) passed_over.push_back("field");
  Checker(issues).check_object(leaf, schema, std::string(pointer), passed_over, 0);
}

}  // namespace carillon::audience
