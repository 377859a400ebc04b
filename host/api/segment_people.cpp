// Whom a segment selects: pages, counts, why, and what two segments share. All of one instant, which is told.
#include "api/context.h"
#include "api/customers_json.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/segments_json.h"
#include "api/services.h"
#include "api/tables.h"
#include "audience/algebra.h"
#include "audience/binding.h"
#include "audience/fields.h"
#include "audience/why.h"
#include "store/count.h"
#include "store/database.h"

namespace carillon::api {

namespace {

http::Response members(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  PageCursor cursor{std::get<std::int64_t>(instant), {}};
  if (!context.query("cursor").empty()) {
    auto parsed = parse_cursor(context.query("cursor"));
    if (!parsed) return failure(context.request, parsed.error());
    cursor = *std::move(parsed);
  }
  const auto rule = compile_stored(context, segment->rule, cursor.now_us);
  if (!rule) return failure(context.request, rule.error());
  audience::Page page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    const auto bound = audience::bind(session, **rule);
    if (!bound) return bound.error();
    auto read = audience::page(session, **bound, cursor.storage,
                               static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = audience::count(session, **bound);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(
      list_body(page.customers, to_text(PageCursor{cursor.now_us, page.next_cursor}), count, write_customer));
}

http::Response count(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto rule = compile_stored(context, segment->rule, std::get<std::int64_t>(instant));
  if (!rule) return failure(context.request, rule.error());
  std::int64_t selected = 0;
  std::int64_t total = 0;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    const auto n = audience::count(session, **rule);
    if (!n) return n.error();
    const auto everybody = store::count_rows(session, "customers", nullptr);
    if (!everybody) return everybody.error();
    selected = *n;
    total = *everybody;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("count", selected)
      .member("total", total)
      .member("version", segment->version)
      .time("as_of", std::get<std::int64_t>(instant))
      .end_object();
  return ok(std::move(body));
}

// What a customer's field holds now; null where it is missing.
json::value value_of(const json::object& customer, const std::string& field) {
  const auto ref = audience::resolve_field(field);
  if (!ref) return nullptr;
  const auto* column = customer.if_contains(ref->column);
  if (column == nullptr) return nullptr;
  if (ref->pointer.empty()) return *column;
  const auto* inner = at_pointer(*column, ref->pointer);
  return inner == nullptr ? json::value(nullptr) : *inner;
}

void write_judgement(JsonWriter& out, const audience::Judgement& judgement, const store::Customer& customer) {
  std::string text;
  JsonWriter whole(text);
  write_customer(whole, customer);
  const auto parsed = parse_json(text);
  const json::object known = parsed && parsed->is_object() ? parsed->get_object() : json::object{};
  const auto is_leaf = [](const audience::Verdict& v) {
    return v.kind == "condition" || v.kind == "segment";
  };
  out.key("leaves").begin_array();
  for (const auto& verdict : judgement.parts) {
    if (!is_leaf(verdict)) continue;
    out.begin_object()
        .member("pointer", verdict.pointer)
        .member("kind", verdict.kind)
        .member("words", verdict.words)
        .member("holds", verdict.holds)
        .key("field");
    if (verdict.field.empty()) {
      out.null().key("value").null();
    } else {
      out.value(verdict.field).member("value", value_of(known, verdict.field));
    }
    out.end_object();
  }
  out.end_array().key("groups").begin_array();
  for (const auto& verdict : judgement.parts) {
    if (is_leaf(verdict)) continue;
    out.begin_object()
        .member("pointer", verdict.pointer)
        .member("kind", verdict.kind)
        .member("holds", verdict.holds)
        .end_object();
  }
  out.end_array();
}

http::Response explain(Context& context, std::string_view name, const audience::Compiled& rule,
                       const json::value& source, const store::Segment* segment) {
  const auto customer = customer_named(context, name);
  if (!customer) return failure(context.request, customer.error());
  audience::Judgement judgement;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto judged = audience::judge(session, rule, customer->id);
    if (!judged) return judged.error();
    judgement = *std::move(judged);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .key("customer")
      .begin_object()
      .id("id", customer->id)
      .member("external_id", customer->external_id)
      .member("name", customer->name)
      .end_object();
  if (segment != nullptr) out.id("segment_id", segment->id).member("version", segment->version);
  out.member("selected", judgement.selected)
      .time("as_of", rule.now_us)
      .member("explanation", rule.explanation);
  write_rule_text(out, source);
  write_judgement(out, judgement, *customer);
  out.end_object();
  return ok(std::move(body));
}

http::Response why_member(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto source = parse_json(segment->rule);
  const auto rule = compile_stored(context, segment->rule, std::get<std::int64_t>(instant));
  if (!rule) return failure(context.request, rule.error());
  return explain(context, context.path_value("customer"), **rule, *source, &*segment);
}

http::Response why_rule(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const auto& body = context.body.get_object();
  const auto given = read_rule(context, body, "", std::get<std::int64_t>(instant));
  if (const auto* faults = std::get_if<RuleFaults>(&given)) return invalid_rule(context, *faults);
  const auto& rule = std::get<GivenRule>(given);
  return explain(context, body.at("customer").get_string(), *rule.compiled, rule.rule, nullptr);
}

// One of the two of an overlap.
struct Side {
  CompiledRule rule;
  std::optional<store::Segment> segment;
  std::int64_t count = 0;
};

Result<Side> side_of(const Context& context, std::string_view id, std::int64_t now_us) {
  auto segment = segment_named(context, id);
  if (!segment) return segment.error();
  auto rule = compile_stored(context, segment->rule, now_us);
  if (!rule) return rule.error();
  return Side{*std::move(rule), *std::move(segment), 0};
}

http::Response overlap(Context& context, Side a, Side b, std::int64_t now_us) {
  const std::vector<audience::Part> parts{{"/a", a.rule, ""}, {"/b", b.rule, ""}};
  const auto shared = audience::joined(audience::PlanNode::Kind::kAll, parts, now_us);
  std::int64_t both = 0;
  std::int64_t total = 0;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    struct {
      const audience::Compiled& rule;
      std::int64_t& n;
    } const wanted[] = {{*a.rule, a.count}, {*b.rule, b.count}, {*shared, both}};
    for (const auto& one : wanted) {
      const auto n = audience::count(session, one.rule);
      if (!n) return n.error();
      one.n = *n;
    }
    const auto everybody = store::count_rows(session, "customers", nullptr);
    if (!everybody) return everybody.error();
    total = *everybody;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter out(body);
  const auto write_side = [&](const char* name, const Side& side) {
    out.key(name).begin_object().key("segment_id");
    side.segment ? out.value(id_text(side.segment->id)) : out.null();
    out.key("version");
    side.segment ? out.value(side.segment->version) : out.null();
    out.member("count", side.count).member("explanation", side.rule->explanation).end_object();
  };
  out.begin_object();
  write_side("a", a);
  write_side("b", b);
  out.member("both", both)
      .member("only_a", a.count - both)
      .member("only_b", b.count - both)
      .member("either", a.count + b.count - both)
      .member("neither", total - (a.count + b.count - both))
      .member("total", total)
      .time("as_of", now_us)
      .end_object();
  return ok(std::move(body));
}

http::Response overlap_saved(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const std::int64_t now = std::get<std::int64_t>(instant);
  auto a = side_of(context, context.path_value("id"), now);
  if (!a) return failure(context.request, a.error());
  auto b = side_of(context, context.path_value("other"), now);
  if (!b) return failure(context.request, b.error());
  return overlap(context, *std::move(a), *std::move(b), now);
}

http::Response overlap_given(Context& context) {
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  const std::int64_t now = std::get<std::int64_t>(instant);
  RuleFaults faults;
  std::vector<Side> sides;
  for (const std::string name : {"a", "b"}) {
    const json::value& given = context.body.get_object().at(name);
    const auto* object = given.if_object();
    const auto* id = object == nullptr ? &given : object->if_contains("segment_id");
    if (id != nullptr) {
      auto side = side_of(context, id->get_string(), now);
      if (side) {
        sides.push_back(*std::move(side));
      } else if (side.error().status == CRL_E_NOT_FOUND) {
        faults.issues.push_back(
            {'/' + name + (object == nullptr ? "" : "/segment_id"), "unknown_segment", side.error().message});
        faults.columns.push_back(0);
      } else {
        return failure(context.request, side.error());
      }
      continue;
    }
    auto rule = read_rule(context, *object, '/' + name, now);
    if (auto* wrong = std::get_if<RuleFaults>(&rule)) {
      faults.issues.insert(faults.issues.end(), wrong->issues.begin(), wrong->issues.end());
      faults.columns.insert(faults.columns.end(), wrong->columns.begin(), wrong->columns.end());
    } else {
      sides.push_back({std::get<GivenRule>(rule).compiled, std::nullopt, 0});
    }
  }
  if (!faults.issues.empty()) return invalid_rule(context, faults);
  return overlap(context, std::move(sides[0]), std::move(sides[1]), now);
}

}  // namespace

void add_segment_people_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments/{id}/members",
                    .id = "listMembers",
                    .tag = "segments",
                    .scope = "customers:read",
                    .summary = "List who a segment selects",
                    .query = {limit_parameter(), cursor_parameter(), count_parameter(), as_of_parameter()},
                    .answers = {{200, "A page; all pages share one instant", "CustomerList"}},
                    .handler = members});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments/{id}/count",
                    .id = "countMembers",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Count who a segment selects",
                    .query = {as_of_parameter()},
                    .answers = {{200, "The count", "SegmentCount"}},
                    .handler = count});
  routes.push_back(
      {.method = "GET",
       .path = "/api/v1/segments/{id}/why/{customer}",
       .id = "explainMember",
       .tag = "segments",
       .scope = "customers:read",
       .summary = "Tell why a customer is in a segment, or is not",
       .description = "Each condition with the customer's value and its verdict, and each group.",
       .query = {as_of_parameter()},
       .answers = {{200, "The verdicts", "Why"}},
       .handler = why_member});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments/why",
                    .id = "explainRule",
                    .tag = "segments",
                    .scope = "customers:read",
                    .summary = "Tell why an unsaved rule selects a customer, or does not",
                    .body = {.types = {"application/json"}, .schema = "WhyInput"},
                    .answers = {{200, "The verdicts", "Why"}},
                    .problems = {404},
                    .handler = why_rule});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments/{id}/overlap/{other}",
                    .id = "overlapSegments",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Count what two segments share",
                    .query = {as_of_parameter()},
                    .answers = {{200, "The counts, of one instant", "Overlap"}},
                    .handler = overlap_saved});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments/overlap",
                    .id = "overlapRules",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Count what two segments or unsaved rules share",
                    .body = {.types = {"application/json"}, .schema = "OverlapInput"},
                    .answers = {{200, "The counts, of one instant", "Overlap"}},
                    .handler = overlap_given});
}

}  // namespace carillon::api
