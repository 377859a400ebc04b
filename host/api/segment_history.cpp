// What a segment was: its versions, what changed between two of them, and how many it selected.
#include "api/context.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/segments_json.h"
#include "api/services.h"
#include "api/tables.h"
#include "audience/audience.h"
#include "audience/sizes.h"
#include "base/time_text.h"
#include "ruletext/difference.h"
#include "ruletext/ruletext.h"
#include "store/ask.h"
#include "store/segments.h"

namespace carillon::api {

namespace {

constexpr std::int64_t kMostVersions = 1'000'000'000;

http::Response versions(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto page = store::ask(context.services.database, [&](store::Session& session) {
    return store::list_segment_versions(session, segment->id, context.query("cursor"),
                                        static_cast<std::size_t>(context.query_int("limit")));
  });
  if (!page) return failure(context.request, page.error());
  return ok(list_body(
      page->versions, page->next, std::nullopt,
      [&](JsonWriter& out, const store::SegmentVersion& version) { write_version(out, context, version); }));
}

Result<store::SegmentVersion> version_named(const Context& context, Id segment, std::int64_t version) {
  auto found = store::ask(context.services.database, [&](store::Session& session) {
    return store::get_segment_version(session, segment, version);
  });
  if (!found) return found.error();
  if (!*found) return not_found("the segment has no version " + std::to_string(version));
  return **std::move(found);
}

http::Response version(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto number = parse_id(context.path_value("version"));
  if (!number) {
    return problem(
        context.request, 404, "not_found",
        "there is no version " + std::string(context.path_value("version")) + "; versions count from 1");
  }
  const auto found = version_named(context, segment->id, *number);
  if (!found) return failure(context.request, found.error());
  std::string body;
  JsonWriter out(body);
  write_version(out, context, *found);
  return ok(std::move(body));
}

void write_side(JsonWriter& out, const std::string& name, const std::string& pointer,
                const json::value& leaf) {
  if (leaf.is_null()) {
    out.key(name).null();
    return;
  }
  out.key(name).begin_object().member("pointer", pointer).member("rule", leaf);
  write_rule_text(out, leaf);
  out.end_object();
}

void write_difference(JsonWriter& out, const ruletext::Difference& difference) {
  using Kind = ruletext::Change::Kind;
  out.key("changes").begin_array();
  for (const auto& change : difference.changes) {
    out.begin_object().member("kind", change.kind == Kind::kAdded     ? "added"
                                      : change.kind == Kind::kRemoved ? "removed"
                                                                      : "changed");
    write_side(out, "before", change.pointer_before, change.before);
    write_side(out, "after", change.pointer_after, change.after);
    out.end_object();
  }
  out.end_array().member("regrouped", difference.regrouped);
}

http::Response diff(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const std::int64_t to = context.has_query("to") ? context.query_int("to") : segment->version;
  const std::int64_t from =
      context.has_query("from") ? context.query_int("from") : std::max<std::int64_t>(1, to - 1);
  const auto before = version_named(context, segment->id, from);
  if (!before) return failure(context.request, before.error());
  const auto after = version_named(context, segment->id, to);
  if (!after) return failure(context.request, after.error());
  const auto old_rule = parse_json(before->rule);
  const auto new_rule = parse_json(after->rule);
  if (!old_rule || !new_rule) return failure(context.request, old_rule ? new_rule.error() : old_rule.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object().id("segment_id", segment->id).member("from", from).member("to", to);
  write_difference(out, ruletext::difference(*old_rule, *new_rule));
  out.end_object();
  return ok(std::move(body));
}

// A time parameter that may be absent; an issue when it is no time.
store::Moment moment(const Context& context, const std::string& name, Issues& issues) {
  if (!context.has_query(name)) return std::nullopt;
  const auto time = parse_time(context.query(name));
  if (!time) {
    issues.push_back(
        {"/query/" + name, "time",
         "expected a time such as 2025-11-21T10:00:00Z, found \"" + std::string(context.query(name)) + '"'});
  }
  return time;
}

http::Response sizes(Context& context) {
  Issues issues;
  const auto since = moment(context, "since", issues);
  const auto until = moment(context, "until", issues);
  if (!issues.empty()) return invalid_request(context.request, issues);
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto page = store::ask(context.services.database, [&](store::Session& session) {
    return store::list_segment_sizes(session, segment->id, since, until, context.query("cursor"),
                                     static_cast<std::size_t>(context.query_int("limit")));
  });
  if (!page) return failure(context.request, page.error());
  return ok(list_body(page->sizes, page->next, std::nullopt, write_size));
}

http::Response measure(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const Services& host = context.services;
  const auto size = audience::measure(host.database, host.compiler, *segment, host.clock.now_us());
  if (!size) return failure(context.request, size.error());
  std::string body;
  JsonWriter out(body);
  write_size(out, *size);
  return ok(std::move(body), 201);
}

Parameter version_parameter(std::string name, std::string description) {
  Parameter p{std::move(name), ParameterType::kInteger, std::move(description), "1"};
  p.min = 1;
  p.max = kMostVersions;
  return p;
}

Parameter time_parameter(std::string name, std::string description) {
  Parameter p{std::move(name), ParameterType::kText, std::move(description), "2025-11-01T00:00:00Z"};
  p.min = 1;
  p.max = 40;
  return p;
}

Route reading(std::string path, std::string id, std::string summary) {
  return {.method = "GET",
          .path = "/api/v1/segments/{id}/" + std::move(path),
          .id = std::move(id),
          .tag = "segments",
          .scope = "segments:read",
          .summary = std::move(summary)};
}

}  // namespace

void add_segment_history_routes(Routes& routes) {
  Route all = reading("versions", "listVersions", "List the versions of a segment, the newest first");
  all.query = {limit_parameter(), cursor_parameter()};
  all.answers = {{200, "A page", "SegmentVersionList"}};
  all.handler = versions;
  routes.push_back(std::move(all));
  Route one = reading("versions/{version}", "getVersion", "Read a version of a segment");
  one.answers = {{200, "The version", "SegmentVersion"}};
  one.handler = version;
  routes.push_back(std::move(one));
  Route changes = reading("diff", "diffVersions", "Tell what changed between two versions of a segment");
  changes.description =
      "In terms of conditions: each that is equal in both is left out, wherever it stands; regrouped tells "
      "that "
      "what stayed is joined in another way.";
  changes.query = {version_parameter("from", "The earlier version; else the one before \"to\""),
                   version_parameter("to", "The later version; else the newest")};
  changes.answers = {{200, "The changes", "SegmentDiff"}};
  changes.handler = diff;
  routes.push_back(std::move(changes));
  Route over_time = reading("sizes", "listSizes", "Tell how many customers a segment selected, over time");
  over_time.description = "Counted once a day, after each change of the rule, and when it is asked for.";
  over_time.query = {limit_parameter(), cursor_parameter(), time_parameter("since", "From this instant on"),
                     time_parameter("until", "Before this instant")};
  over_time.answers = {{200, "A page, the oldest first", "SegmentSizeList"}};
  over_time.handler = sizes;
  routes.push_back(std::move(over_time));
  Route now = reading("sizes", "measureSegment", "Count a segment now, and keep the size");
  now.method = "POST";
  now.scope = "segments:write";
  now.answers = {{201, "The size", "SegmentSize"}};
  now.handler = measure;
  routes.push_back(std::move(now));
}

}  // namespace carillon::api
