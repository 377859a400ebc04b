// What a rule may be made of, and what one that is being written selects.
#include <algorithm>

#include "api/context.h"
#include "api/customers_json.h"
#include "api/problem.h"
#include "api/reach.h"
#include "api/rule_input.h"
#include "api/segments_json.h"
#include "api/services.h"
#include "api/tables.h"
#include "audience/foreign.h"

namespace carillon::api {

namespace {

std::string_view type_name(std::uint32_t type) {
  switch (type) {
    case CRL_T_BOOL:
      return "bool";
    case CRL_T_I64:
      return "int";
    case CRL_T_F64:
      return "real";
    case CRL_T_TIME:
      return "time";
    case CRL_T_BYTES:
      return "bytes";
    case CRL_T_JSON:
      return "json";
    case CRL_T_DECIMAL:
      return "decimal";
    case CRL_T_SET:
      return "set";
    case CRL_T_DATE:
      return "date";
    default:
      return "text";
  }
}

http::Response list_fields(Context&) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& field : audience::fields()) {
    out.begin_object()
        .member("name", field.name)
        .member("title", field.title)
        .member("type", type_name(field.type))
        .end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body));
}

http::Response list_operators(Context& context) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& op : context.services.compiler.operators()) {
    out.begin_object()
        .member("name", op.name)
        .member("title", op.title)
        .member("summary", op.summary)
        .member("plugin", op.plugin)
        .member("takes_field", op.takes_field)
        .key("field_types")
        .begin_array();
    for (const auto type : op.field_types) out.value(type_name(type));
    out.end_array().key("args_schema").raw(op.args_schema.empty() ? "{}" : std::string_view(op.args_schema));
    out.key("examples").begin_array();
    for (const auto& [leaf, words] : op.examples) {
      out.begin_object().key("leaf").raw(leaf).member("words", words).end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body));
}

// "rule", "rule_text", "explanation" and "warnings" of a rule that was given.
void write_given(JsonWriter& out, const json::value& rule, const audience::Compiled& compiled) {
  out.member("rule", rule);
  write_rule_text(out, rule);
  out.member("explanation", compiled.explanation).key("warnings").begin_array();
  for (const auto& warning : compiled.warnings) out.value(warning);
  out.end_array();
}

// The fields that a rule looks at, in its order.
void gather_fields(const json::value& rule, std::vector<std::string>& out) {
  if (const auto* array = rule.if_array()) {
    for (const auto& item : *array) gather_fields(item, out);
  }
  const auto* object = rule.if_object();
  if (object == nullptr) return;
  for (const char* group : {"all", "any", "not"}) {
    if (const auto* inner = object->if_contains(group)) gather_fields(*inner, out);
  }
  const auto* field = object->if_contains("field");
  if (field == nullptr || !field->is_string()) return;
  const std::string name(field->get_string());
  if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
}

http::Response preview(Context& context) {
  const auto& body = context.body.get_object();
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const std::int64_t now = std::get<std::int64_t>(instant);
  const auto given = read_rule(context, body, "", now);
  if (const auto* faults = std::get_if<RuleFaults>(&given)) return invalid_rule(context, *faults);
  const auto& [rule, shared] = std::get<GivenRule>(given);
  const audience::Compiled& compiled = *shared;
  const auto* sample = body.if_contains("sample");
  const auto* leaves = body.if_contains("leaves");
  const bool count_leaves = leaves != nullptr && leaves->get_bool();
  const auto made = audience::preview(context.services.database, compiled,
                                      sample == nullptr ? 10 : sample->to_number<std::size_t>(), count_leaves,
                                      reaches(context.services.delivery), context.services.index);
  if (!made) return failure(context.request, made.error());
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("count", made->count).member("total", made->total).time("as_of", now);
  out.key("sample").begin_array();
  for (const auto& customer : made->sample) write_customer(out, customer);
  out.end_array();
  std::vector<std::string> fields;
  gather_fields(rule, fields);
  out.member("fields", fields).key("reach").begin_object();
  for (const auto& [channel, n] : made->reach) out.member(channel, n);
  out.end_object().member("rule", rule);
  write_rule_text(out, rule);
  out.member("explanation", compiled.explanation).key("warnings").begin_array();
  for (const auto& warning : compiled.warnings) out.value(warning);
  if (made->count == 0 && made->total > 0 && compiled.warnings.empty()) out.value("nobody is selected");
  out.end_array();
  out.member("source", made->from_index ? "index" : "storage").member("exact", compiled.exact);
  if (count_leaves) {
    out.key("groups").begin_array();
    for (const auto& [pointer, n] : made->groups)
      out.begin_object().member("pointer", pointer).member("count", n).end_object();
    out.end_array();
    out.key("leaves").begin_array();
    for (const auto& [pointer, n] : made->leaves)
      out.begin_object().member("pointer", pointer).member("count", n).end_object();
    out.end_array();
  }
  out.end_object();
  return ok(std::move(text));
}

http::Response parse(Context& context) {
  const auto given = read_rule(context, context.body.get_object(), "", context.services.clock.now_us());
  if (const auto* faults = std::get_if<RuleFaults>(&given)) return invalid_rule(context, *faults);
  const auto& [rule, compiled] = std::get<GivenRule>(given);
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_given(out, rule, *compiled);
  out.end_object();
  return ok(std::move(text));
}

http::Response import_foreign(Context& context) {
  const auto imported = audience::import_rule(context.body.get_object().at("rule"));
  const auto told = [&](Issues issues) {
    for (auto& issue : issues) issue.pointer.insert(0, "/rule");
    return invalid_request(context.request, issues);
  };
  if (const auto* issues = std::get_if<Issues>(&imported)) return told(*issues);
  const auto& made = std::get<audience::Imported>(imported);
  const auto compiled = compile_rule(context, made.rule, "", context.services.clock.now_us());
  if (const auto* issues = std::get_if<Issues>(&compiled)) {
    Issues out = *issues;
    for (auto& issue : out) issue.pointer = made.origin_of(issue.pointer);
    return told(std::move(out));
  }
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_given(out, made.rule, *std::get<CompiledRule>(compiled));
  out.end_object();
  return ok(std::move(text));
}

}  // namespace

void add_rule_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/fields",
                    .id = "listFields",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "List what a rule may name",
                    .answers = {{200, "The fields of a customer", "FieldList"}},
                    .handler = list_fields});
  routes.push_back(
      {.method = "GET",
       .path = "/api/v1/operators",
       .id = "listOperators",
       .tag = "segments",
       .scope = "segments:read",
       .summary = "List what a rule may ask",
       .answers = {{200, "The operators of all plugins, with a schema of their arguments", "OperatorList"}},
       .handler = list_operators});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments/preview",
                    .id = "previewSegment",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Count and sample who a rule selects",
                    .body = {.types = {"application/json"}, .schema = "PreviewInput"},
                    .answers = {{200, "All of one instant", "Preview"}},
                    .handler = preview});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments/parse",
                    .id = "parseRule",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Read a rule in either of its forms and give it in both",
                    .body = {.types = {"application/json"}, .schema = "RuleInput"},
                    .answers = {{200, "The rule", "RuleForms"}},
                    .handler = parse});
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/segments/import-rule",
       .id = "importRule",
       .tag = "segments",
       .scope = "segments:read",
       .summary = "Turn a rule of another system into one of ours",
       .description =
           "Understands nested {operator, conditions}, {combinator, rules, not}, {operator, rules}, flat "
           "{ruleOperator, rules}, {op, conditions} with comparator, and conditions with op: \"gt\"; "
           "camelCase names such as totalSpend, numbers in texts, and times such as \"30 days ago\".",
       .body = {.types = {"application/json"}, .schema = "ForeignRuleInput"},
       .answers = {{200, "The rule", "RuleForms"}},
       .handler = import_foreign});
}

}  // namespace carillon::api
