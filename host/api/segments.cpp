#include "store/segments.h"

#include "api/context.h"
#include "api/customers_json.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "api/tables.h"

namespace carillon::api {

namespace {

void write_segment(JsonWriter& out, const Context& context, const store::Segment& segment) {
  out.begin_object()
      .id("id", segment.id)
      .member("name", segment.name)
      .member("description", segment.description)
      .key("rule")
      .raw(segment.rule)
      .member("version", segment.version)
      .member("tags", segment.tags);
  const auto compiled = compile_stored(context, segment.rule, context.services.clock.now_us());
  out.member("explanation", compiled ? (*compiled)->explanation : std::string{})
      .key("warnings")
      .begin_array();
  if (compiled) {
    for (const auto& warning : (*compiled)->warnings) out.value(warning);
  } else {
    out.value(compiled.error().message);
  }
  out.end_array().time("created_at", segment.created_at).time("updated_at", segment.updated_at).end_object();
}

std::string body_of(const Context& context, const store::Segment& segment) {
  std::string body;
  JsonWriter out(body);
  write_segment(out, context, segment);
  return body;
}

// Lays the body's members over a segment; faults of the rule are the issues.
Issues lay_over(const Context& context, store::Segment& segment) {
  const auto& body = context.body.get_object();
  if (const auto* name = body.if_contains("name")) segment.name = json::value_to<std::string>(*name);
  if (const auto* description = body.if_contains("description")) {
    segment.description = description->is_null() ? std::string{} : json::value_to<std::string>(*description);
  }
  if (const auto* tags = body.if_contains("tags")) {
    segment.tags =
        tags->is_null() ? std::vector<std::string>{} : json::value_to<std::vector<std::string>>(*tags);
  }
  if (const auto* rule = body.if_contains("rule")) {
    auto compiled = compile_rule(context, *rule, "/rule", context.services.clock.now_us());
    if (auto* issues = std::get_if<Issues>(&compiled)) return std::move(*issues);
    segment.rule = to_json(*rule);
  }
  return {};
}

http::Response create(Context& context) {
  store::Segment segment;
  if (const Issues issues = lay_over(context, segment); !issues.empty())
    return invalid_request(context.request, issues);
  segment.id = context.services.ids.next();
  segment.created_at = segment.updated_at = context.services.clock.now_us();
  http::Response response = tagged(context, body_of(context, segment), 201);
  response.headers.emplace_back("Location", "/api/v1/segments/" + id_text(segment.id));
  const Status done = context.services.database.write([&](store::Session& session) {
    const Status made = store::insert_segment(session, segment);
    return made ? context.keep(session, response) : made;
  });
  return done ? response : failure(context.request, done.error());
}

http::Response get(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  return tagged(context, body_of(context, *segment));
}

http::Response patch(Context& context) {
  auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  if (!may_change(context, body_of(context, *segment))) return has_changed(context);
  const std::int64_t version = segment->version;
  const std::string rule = segment->rule;
  if (const Issues issues = lay_over(context, *segment); !issues.empty())
    return invalid_request(context.request, issues);
  if (segment->rule != rule) ++segment->version;
  segment->updated_at = context.services.clock.now_us();
  const Status done = context.services.database.write(
      [&](store::Session& session) { return store::update_segment(session, *segment, version); });
  if (!done) return failure(context.request, done.error());
  return tagged(context, body_of(context, *segment));
}

http::Response list(Context& context) {
  store::SegmentPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_segments(session, context.query("cursor"),
                                     static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_segments(session);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.segments, page.next, count, [&](JsonWriter& out, const store::Segment& segment) {
    write_segment(out, context, segment);
  }));
}

http::Response members(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  PageCursor cursor{context.services.clock.now_us(), {}};
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
    auto read =
        audience::page(session, **rule, cursor.storage, static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = audience::count(session, **rule);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(
      list_body(page.customers, to_text(PageCursor{cursor.now_us, page.next_cursor}), count, write_customer));
}

}  // namespace

void add_segment_routes(Routes& routes) {
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments",
                    .id = "createSegment",
                    .tag = "segments",
                    .scope = "segments:write",
                    .summary = "Save a rule",
                    .body = {.types = {"application/json"}, .schema = "SegmentInput"},
                    .answers = {{201, "Saved", "Segment", "application/json", "", true}},
                    .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments",
                    .id = "listSegments",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "List segments, the newest first",
                    .query = {limit_parameter(), cursor_parameter(), count_parameter()},
                    .answers = {{200, "A page", "SegmentList"}},
                    .handler = list});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments/{id}",
                    .id = "getSegment",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "Read a segment",
                    .answers = {{200, "The segment", "Segment", "application/json", "", true}},
                    .handler = get});
  routes.push_back(
      {.method = "PATCH",
       .path = "/api/v1/segments/{id}",
       .id = "patchSegment",
       .tag = "segments",
       .scope = "segments:write",
       .summary = "Change a segment",
       .description =
           "A changed rule makes a new version; earlier ones stay, so that past campaigns can be explained.",
       .body = {.types = {"application/merge-patch+json", "application/json"}, .schema = "SegmentPatch"},
       .answers = {{200, "As it is now", "Segment", "application/json", "", true}},
       .problems = {409, 412},
       .handler = patch});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments/{id}/members",
                    .id = "listMembers",
                    .tag = "segments",
                    .scope = "customers:read",
                    .summary = "List who a segment selects now",
                    .query = {limit_parameter(), cursor_parameter(), count_parameter()},
                    .answers = {{200, "A page; all pages share one instant", "CustomerList"}},
                    .handler = members});
}

}  // namespace carillon::api
