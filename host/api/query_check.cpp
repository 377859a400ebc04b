#include "api/query_check.h"

#include <algorithm>
#include <charconv>

#include "api/url_text.h"
#include "base/fold.h"
#include "base/nearest.h"

namespace carillon::api {

namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string fault_of(const Parameter& parameter, const std::string& value) {
  switch (parameter.type) {
    case ParameterType::kInteger: {
      std::int64_t number = 0;
      const auto end = value.data() + value.size();
      const auto read = std::from_chars(value.data(), end, number);
      const bool fits =
          read.ec == std::errc{} && read.ptr == end && number >= parameter.min && number <= parameter.max;
      if (fits) return {};
      return "expected a whole number from " + std::to_string(parameter.min) + " to " +
             std::to_string(parameter.max) + ", found \"" + value + "\"";
    }
    case ParameterType::kBoolean:
      return value == "true" || value == "false" ? "" : "expected true or false, found \"" + value + "\"";
    case ParameterType::kChoice:
      if (std::find(parameter.choices.begin(), parameter.choices.end(), value) != parameter.choices.end())
        return {};
      return "expected one of " + listed(parameter.choices) + "; found \"" + value + "\"";
    case ParameterType::kText: {
      const auto length = static_cast<std::int64_t>(code_points(value));
      if (length >= parameter.min && (parameter.max == 0 || length <= parameter.max)) return {};
      return "expected " + std::to_string(parameter.min) + " to " + std::to_string(parameter.max) +
             " characters, found " + std::to_string(length);
    }
  }
  return {};
}

Issue unknown(const Route& route, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& parameter : route.query) names.push_back(parameter.name);
  std::string detail = "there is no parameter \"" + name + "\"";
  if (names.empty()) {
    detail += "; this path takes none";
  } else {
    const std::string near = nearest(name, names);
    detail += near.empty() ? "; there are " + listed(names) : "; did you mean \"" + near + "\"?";
  }
  return {"/query/" + name, "unknown_parameter", std::move(detail)};
}

}  // namespace

CheckedQuery check_query(const Route& route, std::string_view query) {
  CheckedQuery out;
  auto pairs = parse_query(query);
  if (!pairs) {
    out.malformed = true;
    return out;
  }
  for (auto& [name, value] : *pairs) {
    const auto at = std::find_if(route.query.begin(), route.query.end(),
                                 [&wanted = name](const auto& p) { return p.name == wanted; });
    if (at == route.query.end()) {
      out.issues.push_back(unknown(route, name));
      continue;
    }
    if (std::string fault = fault_of(*at, value); !fault.empty()) {
      out.issues.push_back({"/query/" + name, "invalid_parameter", std::move(fault)});
    } else if (!out.values.emplace(name, std::move(value)).second) {
      out.issues.push_back({"/query/" + name, "repeated", "it is given more than once; give it once"});
    }
  }
  for (const auto& parameter : route.query) {
    const bool faulty = std::any_of(out.issues.begin(), out.issues.end(), [&](const Issue& issue) {
      return issue.pointer == "/query/" + parameter.name;
    });
    if (parameter.required && !faulty && !out.values.contains(parameter.name)) {
      out.issues.push_back({"/query/" + parameter.name, "required", "it is required but absent"});
    }
  }
  return out;
}

}  // namespace carillon::api
