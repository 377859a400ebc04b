#include "api/segment_rules_ai.h"

#include <algorithm>
#include <set>

#include "ai/segment_rules.h"
#include "api/context.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/segments_json.h"
#include "api/services.h"
#include "base/time_text.h"
#include "base/zone.h"
#include "config/config.h"
#include "ruletext/ruletext.h"
#include "store/campaigns.h"
#include "store/customers.h"
#include "store/orders.h"
#include "store/segments.h"

namespace carillon::api {

namespace {

constexpr std::size_t kLookedAt = 200;   // customers, and orders: the newest, for the names that they use
constexpr std::size_t kNamed = 100;      // campaigns, and segments: the newest
constexpr std::size_t kMostNames = 300;  // of a kind

std::vector<std::string> list_of(const std::set<std::string>& names) {
  std::vector<std::string> out(names.begin(), names.end());
  out.resize(std::min(out.size(), kMostNames));
  return out;
}

// "loyalty.tier": what rules call the attributes that a customer has.
void add_attributes(const json::value& value, const std::string& path, std::set<std::string>& out) {
  if (out.size() >= kMostNames) return;
  if (!value.is_object()) {
    if (!path.empty() && !value.is_array()) out.insert(path);
    return;
  }
  for (const auto& [name, inner] : value.get_object())
    add_attributes(inner, path.empty() ? std::string(name) : path + "." + std::string(name), out);
}

// The cities, tags, categories and attributes in use. Names help to read a sentence and decide nothing: where
// they cannot be had, it is read without.
void look_up_names(const Context& context, ai::RuleBrief& brief) {
  std::set<std::string> cities, tags, categories, attributes;
  const Status read = context.services.database.read([&](store::Session& session) -> Status {
    store::CustomerQuery newest_customers;
    newest_customers.descending = true;
    newest_customers.limit = kLookedAt;
    const auto customers = store::list_customers(session, newest_customers);
    if (!customers) return customers.error();
    for (const auto& customer : customers->customers) {
      if (customer.city && !customer.city->empty()) cities.insert(*customer.city);
      tags.insert(customer.tags.begin(), customer.tags.end());
      if (const auto parsed = parse_json(customer.attributes)) add_attributes(*parsed, "", attributes);
    }
    store::OrderQuery newest_orders;
    newest_orders.descending = true;
    newest_orders.limit = kLookedAt;
    const auto orders = store::list_orders(session, newest_orders);
    if (!orders) return orders.error();
    for (const auto& order : orders->orders) {
      for (const auto& item : order.items) {
        if (item.category && !item.category->empty()) categories.insert(*item.category);
      }
    }
    const auto campaigns = store::list_campaigns(session, {}, "", kNamed);
    if (!campaigns) return campaigns.error();
    for (const auto& each : campaigns->campaigns) brief.campaigns.push_back({each.name, id_text(each.id)});
    store::SegmentFilter living;
    living.archived = store::Archived::kLeftOut;
    const auto segments = store::list_segments(session, living, "", kNamed);
    if (!segments) return segments.error();
    for (const auto& each : segments->segments) brief.segments.push_back({each.name, id_text(each.id)});
    return {};
  });
  if (!read) return;
  brief.cities = list_of(cities);
  brief.tags = list_of(tags);
  brief.attributes = list_of(attributes);
  brief.categories = list_of(categories);
}

// Fields and operators with their own examples, for models.
std::string rule_language(const Context& context) {
  std::string out = "Fields: ";
  for (const auto& field : audience::fields()) out += field.name + " (" + field.title + "), ";
  out += "attributes.NAME.\nOperators, each a leaf {\"op\": NAME, ...}:\n";
  for (const auto& op : context.services.compiler.operators()) {
    out += "- " + op.name + (op.takes_field ? " (of a \"field\")" : "") + ": " + op.summary;
    for (const auto& [leaf, words] : op.examples) out += " " + words + " = " + leaf + ";";
    out += "\n";
  }
  return out;
}

http::Response refuse(const Context& context, const std::string& why,
                      const std::vector<std::string>& unused) {
  auto response = problem(context.request, 422, "not_understood", why);
  response.body.pop_back();
  response.body += ",\"unused\":";
  JsonWriter(response.body).value(unused);
  response.body += '}';
  return response;
}

http::Response answer(const Context& context, const ai::RuleSuggestion& made,
                      const audience::Compiled& rule) {
  std::int64_t count = 0;
  const Status counted = context.services.database.read([&](store::Session& session) -> Status {
    const auto n = audience::count(session, rule);
    if (!n) return n.error();
    count = *n;
    return {};
  });
  if (!counted) return failure(context.request, counted.error());
  std::vector<std::string> warnings = made.warnings;
  warnings.insert(warnings.end(), rule.warnings.begin(), rule.warnings.end());
  if (!made.unused.empty()) warnings.push_back("a part of the sentence was not used");
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("rule", made.rule);
  write_rule_text(out, made.rule);
  out.member("explanation", rule.explanation).member("confidence", made.confidence);
  out.member("warnings", warnings)
      .member("unused", made.unused)
      .member("count", count)
      .member("provider", made.provider)
      .member("model", made.model)
      .end_object();
  return ok(std::move(body));
}

// The sentence may be a rule as text already: `total_spend > 10000 AND city IN ("Pune")`.
std::optional<ai::RuleSuggestion> as_rule_text(const std::string& prompt) {
  auto parsed = ruletext::parse(prompt);
  auto* rule = std::get_if<ruletext::Parsed>(&parsed);
  if (rule == nullptr) return std::nullopt;
  ai::RuleSuggestion out;
  out.rule = std::move(rule->rule);
  out.confidence = 1;
  out.provider = "rule_text";
  return out;
}

http::Response suggest_rule(Context& context) {
  const auto& body = context.body.get_object();
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const std::int64_t now = std::get<std::int64_t>(instant);
  std::vector<ai::Provider> providers = context.services.ai;
  if (const auto* wanted = body.if_contains("provider")) {
    std::erase_if(providers, [&](const ai::Provider& each) { return each.name != wanted->get_string(); });
    if (providers.empty()) {
      return invalid_request(context.request,
                             {{"/provider", "unknown_provider",
                               "no AI provider of this name is running: " + json::serialize(*wanted)}});
    }
  }
  ai::RuleBrief brief;
  brief.prompt = body.at("prompt").get_string();
  brief.timezone = context.services.config.organisation.timezone;
  brief.now = time_text(now);
  const auto day = zone::local_day(brief.timezone, now);
  brief.today = day ? date_text(*day) : brief.now.substr(0, 10);
  brief.language = rule_language(context);
  CompiledRule compiled;
  const auto faults_of = [&](const json::value& rule) -> Issues {
    auto result = compile_rule(context, rule, "", now);
    if (auto* issues = std::get_if<Issues>(&result)) return std::move(*issues);
    compiled = std::get<CompiledRule>(std::move(result));
    return {};
  };
  // No sentence has the form of rule text by chance, and in that form nothing is in doubt.
  if (const auto text = as_rule_text(brief.prompt); text && faults_of(text->rule).empty()) {
    return answer(context, *text, *compiled);
  }
  look_up_names(context, brief);
  const auto made = ai::suggest_rule(providers, brief, faults_of);
  if (!made) return failure(context.request, made.error());
  if (!made->refusal.empty()) return refuse(context, made->refusal, made->unused);
  return answer(context, *made, *compiled);
}

}  // namespace

void add_segment_rule_routes(Routes& routes) {
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/ai/segment-rules",
       .id = "suggestSegmentRule",
       .tag = "ai",
       .scope = "ai:use",
       .summary = "Translate a sentence into a rule",
       .description =
           "The rule has been compiled, and is stored nowhere. What cannot be read is refused with a 422 "
           "of the code \"not_understood\", its reason and the parts that were not used; no part is "
           "left out in silence.",
       .body = {.types = {"application/json"}, .schema = "SegmentRuleInput"},
       .answers = {{200, "A rule, its meaning and its count", "SegmentRuleSuggestion"}},
       .handler = suggest_rule});
}

}  // namespace carillon::api
