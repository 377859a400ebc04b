// Saved segments: made, changed, put away, found again.
#include "store/segments.h"

#include "api/actor.h"
#include "api/campaign_input.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/segments_json.h"
#include "api/services.h"
#include "api/tables.h"
#include "base/fold.h"
#include "delivery/delivery.h"
#include "delivery/transitions.h"
#include "store/campaign_events.h"
#include "store/campaigns.h"

namespace carillon::api {

namespace {

std::string body_of(const Context& context, const store::Segment& segment) {
  std::string body;
  JsonWriter out(body);
  write_segment(out, context, segment);
  return body;
}

// Lays the body's members over a segment.
RuleFaults lay_over(const Context& context, store::Segment& segment) {
  const auto& body = context.body.get_object();
  if (const auto* name = body.if_contains("name")) segment.name = json::value_to<std::string>(*name);
  if (const auto* description = body.if_contains("description")) {
    segment.description = description->is_null() ? std::string{} : json::value_to<std::string>(*description);
  }
  if (const auto* tags = body.if_contains("tags")) {
    segment.tags =
        tags->is_null() ? std::vector<std::string>{} : json::value_to<std::vector<std::string>>(*tags);
  }
  const bool is_new = segment.id == 0;
  if (!is_new && !body.contains("rule") && !body.contains("rule_text")) return {};
  const auto self = is_new ? std::nullopt : std::optional<Id>(segment.id);
  auto given = read_rule(context, body, "", context.services.clock.now_us(), self);
  if (auto* faults = std::get_if<RuleFaults>(&given)) return std::move(*faults);
  segment.rule = to_json(std::get<GivenRule>(given).rule);
  return {};
}

// Fills in the campaign to a segment that is being saved. An Error: storage failed.
Result<Issues> campaign_on_save(const Context& context, const json::object& given, const std::string& rule,
                                store::Campaign& campaign) {
  json::object input = given;
  input.erase("launch");
  input["rule"] = parse_json(rule).value();
  auto issues = read_campaign(context, input, campaign);
  if (!issues) return issues;
  for (Issue& issue : *issues) issue.pointer = "/campaign" + issue.pointer;
  return issues;
}

bool launches_on_save(const Context& context) {
  const auto& given = context.body.at("campaign").get_object();
  const auto* launch = given.if_contains("launch");
  return launch == nullptr || launch->as_bool();
}

// A campaign that may not be launched yet, as when somebody must approve of it, stays a draft.
Status insert_campaign_of(const Context& context, store::Session& session, const store::Campaign& campaign,
                          bool launch) {
  const std::string who(actor_of(context));
  if (auto made = store::insert_campaign(session, campaign); !made) return made;
  auto done = store::add_campaign_event(
      session, {campaign.id, campaign.created_at, "created", who, "on saving its segment"});
  if (!done || !launch) return done;
  const auto launched = context.services.delivery.transitions().launch_within(session, campaign.id, who);
  if (!launched && launched.error().status != CRL_E_STATE) return launched.error();
  return {};
}

// Stores a segment that is new, with a campaign to it where one is given, and answers with it.
http::Response insert(Context& context, store::Segment segment,
                      std::optional<store::Campaign> campaign = std::nullopt) {
  segment.id = context.services.ids.next();
  segment.version = 1;
  segment.created_at = segment.updated_at = context.services.clock.now_us();
  http::Response response = tagged(context, body_of(context, segment), 201);
  response.headers.emplace_back("Location", "/api/v1/segments/" + id_text(segment.id));
  if (campaign) {
    campaign->id = context.services.ids.next();
    campaign->created_at = campaign->updated_at = segment.created_at;
    campaign->audience = to_json(json::object{{"segment_id", id_text(segment.id)}});
    response.body.pop_back();
    response.body += ",\"campaign_id\":\"" + id_text(campaign->id) + "\"}";
  }
  const bool launches = campaign && launches_on_save(context);
  const Status done = context.services.database.write([&](store::Session& session) {
    Status made = store::insert_segment(session, segment);
    if (made && campaign) made = insert_campaign_of(context, session, *campaign, launches);
    return made ? context.keep(session, response) : made;
  });
  if (!done) return failure(context.request, done.error());
  if (launches) context.services.delivery.transitions().told(*campaign);
  return response;
}

http::Response create(Context& context) {
  store::Segment segment;
  if (const auto faults = lay_over(context, segment); !faults.issues.empty())
    return invalid_rule(context, faults);
  const auto* given = context.body.get_object().if_contains("campaign");
  if (given == nullptr) return insert(context, std::move(segment));
  store::Campaign campaign;
  const auto issues = campaign_on_save(context, given->get_object(), segment.rule, campaign);
  if (!issues) return failure(context.request, issues.error());
  if (!issues->empty()) return invalid_request(context.request, *issues);
  return insert(context, std::move(segment), std::move(campaign));
}

http::Response duplicate(Context& context) {
  constexpr std::size_t kLongestName = 200;
  auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto* name = context.body.is_object() ? context.body.get_object().if_contains("name") : nullptr;
  const std::string suffix = " (copy)";
  segment->name = name != nullptr
                      ? json::value_to<std::string>(*name)
                      : std::string(first_code_points(segment->name, kLongestName - suffix.size())) + suffix;
  segment->archived_at.reset();
  return insert(context, *std::move(segment));
}

http::Response get(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  return tagged(context, body_of(context, *segment));
}

// Writes a segment that was read with this version, and answers with it.
http::Response store_changed(Context& context, const store::Segment& segment, std::int64_t version) {
  const Status done = context.services.database.write(
      [&](store::Session& session) { return store::update_segment(session, segment, version); });
  if (!done) return failure(context.request, done.error());
  return tagged(context, body_of(context, segment));
}

http::Response patch(Context& context) {
  auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  if (!may_change(context, body_of(context, *segment))) return has_changed(context);
  const std::int64_t version = segment->version;
  const std::string rule = segment->rule;
  if (const auto faults = lay_over(context, *segment); !faults.issues.empty())
    return invalid_rule(context, faults);
  if (segment->rule != rule) ++segment->version;
  segment->updated_at = context.services.clock.now_us();
  return store_changed(context, *segment, version);
}

http::Response put_away(Context& context, bool away) {
  auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  if (segment->archived_at.has_value() == away) return tagged(context, body_of(context, *segment));
  const std::int64_t now = context.services.clock.now_us();
  segment->archived_at = away ? store::Moment(now) : std::nullopt;
  segment->updated_at = now;
  return store_changed(context, *segment, segment->version);
}

store::SegmentFilter filter_of(const Context& context) {
  store::SegmentFilter filter{context.query("search"), context.query("tag"), store::Archived::kAny};
  if (context.query("archived") == "false") filter.archived = store::Archived::kLeftOut;
  if (context.query("archived") == "true") filter.archived = store::Archived::kOnly;
  return filter;
}

http::Response list(Context& context) {
  const store::SegmentFilter filter = filter_of(context);
  store::SegmentPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_segments(session, filter, context.query("cursor"),
                                     static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_segments(session, filter);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.segments, page.next, count, [&](JsonWriter& out, const store::Segment& segment) {
    write_segment(out, context, segment);
  }));
}

std::vector<Parameter> list_parameters() {
  Parameter archived{"archived", ParameterType::kChoice, "true: only those that are archived; any: all",
                     "\"any\""};
  archived.choices = {"false", "true", "any"};
  archived.otherwise = "false";
  Parameter tag{"tag", ParameterType::kText, "Only those with this tag, whatever its case", "value"};
  tag.min = 1;
  tag.max = 100;
  Parameter search{"search", ParameterType::kText, "Only those with this in their name, whatever its case",
                   "big"};
  search.min = 1;
  search.max = 200;
  return {limit_parameter(), cursor_parameter(), count_parameter(),
          std::move(search), std::move(tag),     std::move(archived)};
}

Route moving(const std::string& verb, std::string summary, std::string answer, bool away) {
  return {.method = "POST",
          .path = "/api/v1/segments/{id}/" + verb,
          .id = verb + "Segment",
          .tag = "segments",
          .scope = "segments:write",
          .summary = std::move(summary),
          .answers = {{200, std::move(answer), "Segment", "application/json", "", true}},
          .problems = {409},
          .handler = [away](Context& context) { return put_away(context, away); }};
}

}  // namespace

void add_segment_routes(Routes& routes) {
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments",
                    .id = "createSegment",
                    .tag = "segments",
                    .scope = "segments:write",
                    .summary = "Save a rule",
                    .description = "The rule comes as JSON (rule) or as text (rule_text), never as both.",
                    .body = {.types = {"application/json"}, .schema = "SegmentInput"},
                    .answers = {{201, "Saved", "Segment", "application/json", "", true}},
                    .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/segments",
                    .id = "listSegments",
                    .tag = "segments",
                    .scope = "segments:read",
                    .summary = "List segments, the newest first",
                    .query = list_parameters(),
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
  routes.push_back(
      moving("archive", "Put a segment away: it is no longer listed, and stays usable", "Archived", true));
  routes.push_back(moving("unarchive", "Bring an archived segment back", "No longer archived", false));
  routes.push_back({.method = "POST",
                    .path = "/api/v1/segments/{id}/duplicate",
                    .id = "duplicateSegment",
                    .tag = "segments",
                    .scope = "segments:write",
                    .summary = "Make a copy of a segment, at version 1",
                    .body = {.types = {"application/json"}, .schema = "DuplicateInput", .required = false},
                    .answers = {{201, "The copy", "Segment", "application/json", "", true}},
                    .handler = duplicate});
}

}  // namespace carillon::api
