#include "api/body_check.h"

#include <algorithm>
#include <stdexcept>

#include <carillon/utf8.hpp>

#include "api/problem.h"
#include "api/schemas/components.h"
#include "base/fold.h"

namespace carillon::api {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A rule is judged by the compiler and alternatives by the handlers: both say it better than a schema can.
void leave_to_the_domain(json::value& node) {
  if (auto* list = node.if_array()) {
    for (auto& item : *list) leave_to_the_domain(item);
  }
  auto* object = node.if_object();
  if (object == nullptr) return;
  const auto* reference = object->if_contains("$ref");
  if (reference != nullptr && reference->is_string() &&
      reference->get_string() == "#/components/schemas/Rule") {
    *object = {{"type", "object"}};
    return;
  }
  for (const char* word : {"oneOf", "anyOf", "examples", "example", "format"}) object->erase(word);
  for (auto& [name, inner] : *object) leave_to_the_domain(inner);
}

std::string checking_schema(const SchemaText& schema, const json::object& components) {
  json::value document = schema_value(schema);
  if (!document.is_object()) throw std::logic_error("the schema " + schema + " is no object");
  document.get_object()["components"] = {{"schemas", components}};
  return json::serialize(document);
}

// A charset other than UTF-8 changes what the bytes mean.
bool is_utf8_charset(std::string_view content_type) {
  const std::string text = lower(content_type);
  const auto at = text.find("charset=");
  if (at == std::string::npos) return true;
  std::string_view charset = std::string_view(text).substr(at + 8);
  charset = trimmed(charset.substr(0, charset.find(';')));
  return charset == "utf-8" || charset == "\"utf-8\"" || charset == "utf8" || charset == "us-ascii";
}

http::Response unsupported(const Context& context, const std::string& detail) {
  std::string types;
  for (const auto& type : context.route.body.types) types += (types.empty() ? "" : ", ") + type;
  http::Response response =
      problem(context.request, 415, "unsupported_media_type", detail + "; expected " + types);
  response.headers.emplace_back(context.route.method == "PATCH" ? "Accept-Patch" : "Accept-Post", types);
  return response;
}

}  // namespace

BodyCheck::BodyCheck(const std::vector<Route>& routes) {
  json::value components = components_value();
  leave_to_the_domain(components);
  for (const auto& route : routes) {
    if (route.body.types.empty() || !route.body.parsed || !route.body.checked) continue;
    auto compiled = plugins::JsonSchema::compile(checking_schema(route.body.schema, components.get_object()));
    if (!compiled) throw std::logic_error(route.method + " " + route.path + ": " + compiled.error().message);
    schemas_.emplace(&route, *std::move(compiled));
  }
}

std::optional<http::Response> BodyCheck::read(Context& context) const {
  const Body& expected = context.route.body;
  if (expected.types.empty()) return std::nullopt;
  const http::Request& request = context.request;
  const std::string_view content_type = request.header("Content-Type");
  context.media = lower(trimmed(content_type.substr(0, content_type.find(';'))));
  const auto& types = expected.types;
  if (types.front() == "*/*") return std::nullopt;
  if (context.media.empty()) {
    context.media = types.front();
  } else if (std::find(types.begin(), types.end(), context.media) == types.end()) {
    return unsupported(context, "found " + context.media);
  }
  if (!is_utf8_charset(content_type)) return unsupported(context, "found another charset than UTF-8");
  const std::string_view coding = request.header("Content-Encoding");
  const bool unpacked = coding.empty() || coding == "identity" || (expected.bulk && coding == "gzip");
  if (!unpacked) {
    return unsupported(context, "found the content coding " + std::string(coding) + ", which is not taken");
  }
  if (!expected.parsed) return std::nullopt;
  if (request.body.empty() && !expected.required) return std::nullopt;
  if (request.body.empty())
    return problem(request, 400, "malformed", "the body is empty; expected a JSON document");
  if (!is_utf8(request.body)) return problem(request, 400, "malformed", "the body is not UTF-8");
  auto parsed = parse_json(request.body);
  if (!parsed) return problem(request, 400, "malformed", parsed.error().message);
  context.body = *std::move(parsed);
  const auto schema = schemas_.find(&context.route);
  if (schema == schemas_.end()) return std::nullopt;
  const Issues issues = schema->second.check(context.body);
  if (issues.empty()) return std::nullopt;
  return invalid_request(request, issues);
}

}  // namespace carillon::api
