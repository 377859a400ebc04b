#include "api/openapi.h"

#include <set>

#include "api/idempotency.h"
#include "api/problem.h"
#include "api/schemas/components.h"

namespace carillon::api {

namespace {

struct Tag {
  std::string_view name, description;
};
constexpr Tag kTags[] = {
    {"customers", "People, their consents and what they spent"},
    {"orders", "What customers bought; totals of customers follow in the same transaction"},
    {"imports", "Large files of customers and orders, read in the background"},
    {"segments", "Saved rules, and rules that are being written"},
    {"templates", "What messages say, kept with all its versions"},
    {"campaigns", "Messages to an audience over a channel, from draft to statistics"},
    {"messages", "Single messages: confirmations, codes, receipts"},
    {"channels", "What carries messages, and what vendors post back"},
    {"suppressions", "Whom not to write to, and why"},
    {"links", "What recipients of messages reach; signed, and open to everybody"},
    {"plugins", "What is loaded, what was refused and why"},
    {"ai", "Proposals by a provider; nothing of them is executed unseen"},
    {"operations", "Health, metrics and this document"},
};

json::value example_of(const std::string& text) {
  auto parsed = parse_json(text);
  return parsed ? *std::move(parsed) : json::value(text);
}

json::object path_parameter(std::string_view name, std::string_view path) {
  const bool by_either =
      name == "customer" || (name == "id" && (path.find("customers") != std::string_view::npos ||
                                              path.find("orders") != std::string_view::npos));
  json::object schema{{"type", "string"}};
  std::string description, example;
  if (by_either) {
    schema["pattern"] = "^([1-9][0-9]{0,18}|external:.+)$";
    description = "The id, or external: and the caller's own id";
    example = path.find("orders") == std::string_view::npos ? "external:C-1001" : "external:O-5001";
  } else if (name == "version") {
    schema["pattern"] = "^[1-9][0-9]{0,9}$";
    description = "The version, from 1";
    example = "1";
  } else if ((name == "id" || name == "other") && path.find("plugins") == std::string_view::npos) {
    schema = {{"$ref", "#/components/schemas/Id"}};
    description = "The id";
    example = "221190357450752000";
  } else {
    schema["minLength"] = 1;
    description = name == "file" ? "A file of the documentation" : "Its name";
    example = name == "id" ? "sms_sim" : name == "file" ? "swagger-ui.css" : "sms";
  }
  return {{"name", name},     {"in", "path"},      {"required", true}, {"description", description},
          {"schema", schema}, {"example", example}};
}

json::object schema_of(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::kInteger: {
      json::object schema{{"type", "integer"}, {"minimum", parameter.min}, {"maximum", parameter.max}};
      if (!parameter.otherwise.empty()) schema["default"] = std::stoll(parameter.otherwise);
      return schema;
    }
    case ParameterType::kBoolean:
      return {{"type", "boolean"}, {"default", parameter.otherwise == "true"}};
    case ParameterType::kChoice: {
      json::object schema{{"type", "string"}, {"enum", json::value_from(parameter.choices)}};
      if (!parameter.otherwise.empty()) schema["default"] = parameter.otherwise;
      return schema;
    }
    case ParameterType::kText: {
      json::object schema{{"type", "string"}, {"minLength", parameter.min}};
      if (parameter.max > 0) schema["maxLength"] = parameter.max;
      return schema;
    }
  }
  return {};
}

json::array parameters_of(const Route& route) {
  json::array out;
  std::string_view rest = route.path;
  for (auto at = rest.find('{'); at != std::string_view::npos; at = rest.find('{')) {
    const auto end = rest.find('}', at);
    out.push_back(path_parameter(rest.substr(at + 1, end - at - 1), route.path));
    rest = rest.substr(end + 1);
  }
  for (const auto& parameter : route.query) {
    json::object shown{{"name", parameter.name},
                       {"in", "query"},
                       {"required", parameter.required},
                       {"description", parameter.description},
                       {"schema", schema_of(parameter)}};
    if (!parameter.example.empty()) {
      shown["example"] = parameter.type == ParameterType::kText ? json::value(parameter.example)
                                                                : example_of(parameter.example);
    }
    out.push_back(std::move(shown));
  }
  for (const auto& answer : route.answers) {
    if (!answer.tagged || answer.status != 200) continue;
    const bool reads = route.method == "GET";
    out.push_back(json::object{
        {"name", reads ? "If-None-Match" : "If-Match"},
        {"in", "header"},
        {"required", false},
        {"description", reads ? "The ETag of what the caller has: 304 when it is still so"
                              : "The ETag of what the caller changes: 412 when it is no longer so"},
        {"schema", {{"type", "string"}}}});
  }
  if (takes_key(route)) {
    out.push_back(json::object{
        {"name", "Idempotency-Key"},
        {"in", "header"},
        {"required", false},
        {"description",
         "Chosen by the caller for one effect, up to 200 visible characters. For a day an equal request "
         "under "
         "it gets the first answer again (with Idempotency-Replayed: true) and has no second effect; another "
         "request under it is 422 idempotency_key_reused"},
        {"schema", {{"type", "string"}, {"maxLength", 200}}}});
  }
  return out;
}

json::object body_of(const Body& body) {
  json::object content;
  for (const auto& type : body.types) {
    json::object media;
    const bool rows = type == "text/csv" || type == "application/x-ndjson" || type == "*/*";
    media["schema"] = rows ? json::value{{"type", "string"}} : schema_value(body.schema);
    if (!rows && !body.example.empty()) media["example"] = example_of(body.example);
    content[type] = std::move(media);
  }
  return {{"required", body.required}, {"content", std::move(content)}};
}

std::set<int> problems_of(const Route& route) {
  std::set<int> out(route.problems.begin(), route.problems.end());
  out.insert(400);
  if (!route.body.types.empty()) {
    out.insert({413, 415});
    if (route.body.parsed) out.insert(422);
    if (route.body.types.front() == "*/*") out.erase(415);
  }
  out.insert(422);  // a parameter that the path does not take
  if (route.path.find('{') != std::string::npos) out.insert(404);
  if (!route.scope.empty()) out.insert(503);
  return out;
}

std::string_view problem_words(int status) {
  switch (status) {
    case 400:
      return "The request cannot be read";
    case 401:
      return "The signature was refused";
    case 404:
      return "There is no such thing";
    case 409:
      return "The present state does not allow this";
    case 412:
      return "It has changed since the ETag in If-Match";
    case 413:
      return "The body is too large";
    case 415:
      return "The media type is not one of this path";
    case 422:
      return "The request is invalid; errors lists every fault";
    case 429:
      return "Too many requests; repeat after Retry-After";
    case 503:
      return "Not available at the moment; repeat after Retry-After";
    default:
      return "The request cannot be served";
  }
}

json::object header_of(std::string_view description) {
  return {{"description", description}, {"schema", {{"type", "string"}}}};
}

json::object responses_of(const Route& route) {
  json::object out;
  for (const auto& answer : route.answers) {
    json::object response{{"description", answer.description}};
    json::object headers{{"X-Request-Id", header_of("The id of this request in the host's log")}};
    if (answer.tagged) headers["ETag"] = header_of("The version of what was answered");
    if (answer.status == 201) headers["Location"] = header_of("The path of what was made");
    response["headers"] = std::move(headers);
    if (!answer.schema.empty()) {
      json::object media{{"schema", schema_value(answer.schema)}};
      if (!answer.example.empty()) media["example"] = example_of(answer.example);
      response["content"] = {{answer.type, std::move(media)}};
    }
    out[std::to_string(answer.status)] = std::move(response);
    if (answer.tagged && route.method == "GET") {
      out["304"] = {{"description", "It is as the caller has it"},
                    {"headers", {{"ETag", header_of("Its version")}}}};
    }
  }
  for (const int status : problems_of(route)) {
    if (out.contains(std::to_string(status))) continue;
    json::object response{
        {"description", problem_words(status)},
        {"content", {{kProblemType, {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    if (status == 503 || status == 429) response["headers"] = {{"Retry-After", header_of("Seconds")}};
    out[std::to_string(status)] = std::move(response);
  }
  return out;
}

json::object operation_of(const Route& route) {
  json::object out{{"operationId", route.id}, {"tags", json::array{route.tag}}, {"summary", route.summary}};
  if (!route.description.empty()) out["description"] = route.description;
  if (!route.scope.empty()) out["x-scope"] = route.scope;
  if (auto parameters = parameters_of(route); !parameters.empty()) out["parameters"] = std::move(parameters);
  if (!route.body.types.empty()) out["requestBody"] = body_of(route.body);
  out["responses"] = responses_of(route);
  return out;
}

}  // namespace

json::value openapi_document(const std::vector<Route>& routes, const std::vector<std::string>& operators) {
  json::object paths;
  for (const auto& route : routes) {
    if (!route.documented) continue;
    std::string method = route.method;
    for (char& c : method) c = static_cast<char>(c | 0x20);
    auto& item = paths[route.path];
    if (item.is_null()) item = json::object{};
    item.get_object()[method] = operation_of(route);
  }
  json::object schemas = components_value().as_object();
  if (!operators.empty())
    schemas["Leaf"].at("properties").at("op").as_object()["enum"] = json::value_from(operators);
  json::array tags;
  for (const auto& tag : kTags)
    tags.push_back(json::object{{"name", tag.name}, {"description", tag.description}});
  return json::object{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Carillon"},
        {"version", "1.0.0"},
        {"summary", "Customers, audiences, campaigns and what came of them"},
        {"description",
         "Times are RFC 3339 in UTC, ids are texts, money has at most 4 places. Errors are RFC 9457 "
         "problem documents that list every fault. Lists are read by cursor."},
        {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}}},
      {"servers", json::array{json::object{{"url", "/"}, {"description", "This host"}}}},
      {"security", json::array{}},
      {"tags", std::move(tags)},
      {"paths", std::move(paths)},
      {"components", {{"schemas", std::move(schemas)}}}};
}

}  // namespace carillon::api
