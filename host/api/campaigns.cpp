// Campaigns: drafted, changed, put away, found again.
#include "store/campaigns.h"

#include "api/actor.h"
#include "api/campaign_input.h"
#include "api/campaigns_json.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "base/fold.h"
#include "delivery/states.h"
#include "delivery/transitions.h"

namespace carillon::api {

namespace {

using store::CampaignState;

constexpr CampaignState kStates[] = {CampaignState::kDraft,     CampaignState::kScheduled,
                                     CampaignState::kRunning,   CampaignState::kPaused,
                                     CampaignState::kCompleted, CampaignState::kCompletedWithFailures,
                                     CampaignState::kCancelled, CampaignState::kFailed};

// Stores a campaign that is new and answers with it.
http::Response insert(Context& context, store::Campaign campaign) {
  campaign.id = context.services.ids.next();
  campaign.created_at = campaign.updated_at = context.services.clock.now_us();
  http::Response response = tagged(context, campaign_body(campaign), 201);
  response.headers.emplace_back("Location", "/api/v1/campaigns/" + id_text(campaign.id));
  const Status done = context.services.database.write([&](store::Session& session) {
    Status made = store::insert_campaign(session, campaign);
    if (made) {
      made = store::add_campaign_event(
          session, {campaign.id, campaign.created_at, "created", std::string(actor_of(context)), {}});
    }
    return made ? context.keep(session, response) : made;
  });
  return done ? response : failure(context.request, done.error());
}

http::Response create(Context& context) {
  store::Campaign campaign;
  const auto issues = read_campaign(context, context.body.get_object(), campaign);
  if (!issues) return failure(context.request, issues.error());
  if (!issues->empty()) return invalid_request(context.request, *issues);
  return insert(context, std::move(campaign));
}

http::Response duplicate(Context& context) {
  constexpr std::size_t kLongestName = 200;
  const auto from = campaign_named(context, context.path_value("id"));
  if (!from) return failure(context.request, from.error());
  if (from->kind == store::CampaignKind::kTransactional)
    return problem(context.request, 409, "state", "a campaign that stands for single messages has no copies");
  const auto* name = context.body.is_object() ? context.body.get_object().if_contains("name") : nullptr;
  const std::string suffix = " (copy)";
  store::Campaign copy;
  copy.name = name != nullptr
                  ? json::value_to<std::string>(*name)
                  : std::string(first_code_points(from->name, kLongestName - suffix.size())) + suffix;
  copy.objective = from->objective;
  copy.channel = from->channel;
  copy.audience = from->audience;
  copy.content = from->content;
  copy.options = from->options;
  copy.tags = from->tags;
  return insert(context, std::move(copy));
}

http::Response patch(Context& context) {
  const auto present = campaign_named(context, context.path_value("id"));
  if (!present) return failure(context.request, present.error());
  if (!may_change(context, campaign_body(*present))) return has_changed(context);
  store::Campaign campaign = *present;
  const auto issues = read_campaign(context, patched_input(*present, context.body.get_object()), campaign);
  if (!issues) return failure(context.request, issues.error());
  if (!issues->empty()) return invalid_request(context.request, *issues);
  const auto edited =
      context.services.delivery.transitions().edit(campaign, present->updated_at, actor_of(context));
  if (!edited) return failure(context.request, edited.error());
  return tagged(context, campaign_body(*edited));
}

http::Response remove(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  if (!may_change(context, campaign_body(*campaign))) return has_changed(context);
  if (campaign->state != CampaignState::kDraft) {
    return problem(context.request, 409, "state",
                   "only a draft can be deleted; archive a campaign that was launched");
  }
  const Status done = context.services.database.write([&](store::Session& session) {
    return store::delete_campaign(session, campaign->id, CampaignState::kDraft);
  });
  if (!done) return failure(context.request, done.error());
  http::Response response;
  response.status = 204;
  return response;
}

http::Response put_away(Context& context, bool away) {
  const auto id = campaign_named(context, context.path_value("id"));
  if (!id) return failure(context.request, id.error());
  store::Campaign campaign;
  const Status done = context.services.database.write([&](store::Session& session) -> Status {
    auto locked = store::lock_campaign(session, id->id);
    if (!locked) return locked.error();
    campaign = *std::move(locked);
    if (campaign.archived_at.has_value() == away) return {};
    const std::int64_t now = context.services.clock.now_us();
    campaign.archived_at = away ? store::Moment(now) : std::nullopt;
    campaign.updated_at = now;
    if (auto written = store::update_campaign(session, campaign, campaign.state); !written) return written;
    return store::add_campaign_event(
        session, {campaign.id, now, away ? "archived" : "unarchived", std::string(actor_of(context)), {}});
  });
  if (!done) return failure(context.request, done.error());
  return tagged(context, campaign_body(campaign));
}

http::Response get(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  return tagged(context, campaign_body(*campaign));
}

std::optional<CampaignState> wanted_state(const Context& context) {
  for (const auto state : kStates) {
    if (delivery::state_name(state) == context.query("state")) return state;
  }
  return std::nullopt;
}

http::Response list(Context& context) {
  store::CampaignFilter filter{wanted_state(context), context.query("search"), context.query("tag"),
                               context.query("channel")};
  if (context.query("archived") != "any") filter.archived = context.query("archived") == "true";
  filter.parent = parse_id(context.query("parent_id")).value_or(0);
  filter.transactional = context.query_bool("transactional");
  store::CampaignPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_campaigns(session, filter, context.query("cursor"),
                                      static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_campaigns(session, filter);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.campaigns, page.next, count, write_campaign));
}

Parameter state_parameter() {
  Parameter p{"state", ParameterType::kChoice, "Only those in this state", "\"running\""};
  for (const auto state : kStates) p.choices.emplace_back(delivery::state_name(state));
  return p;
}

Parameter text_parameter(std::string name, std::string description, std::string example) {
  Parameter p{std::move(name), ParameterType::kText, std::move(description), std::move(example)};
  p.min = 1;
  p.max = 200;
  return p;
}

std::vector<Parameter> list_parameters() {
  Parameter archived{"archived", ParameterType::kChoice, "true: only those that are archived; any: all",
                     "\"any\""};
  archived.choices = {"false", "true", "any"};
  archived.otherwise = "false";
  Parameter transactional{"transactional", ParameterType::kBoolean,
                          "Also those that stand for single messages", "true"};
  transactional.otherwise = "false";
  return {limit_parameter(),
          cursor_parameter(),
          count_parameter(),
          state_parameter(),
          text_parameter("search", "Only those with this in their name, whatever its case", "thank"),
          text_parameter("tag", "Only those with this tag, whatever its case", "value"),
          text_parameter("channel", "Only those through this channel", "sms"),
          text_parameter("parent_id", "Only occurrences of this recurring one", "221190357450752003"),
          std::move(archived),
          std::move(transactional)};
}

Route putting(const std::string& verb, std::string summary, std::string answer, bool away) {
  return {.method = "POST",
          .path = "/api/v1/campaigns/{id}/" + verb,
          .id = verb + "Campaign",
          .tag = "campaigns",
          .scope = "campaigns:write",
          .summary = std::move(summary),
          .answers = {{200, std::move(answer), "Campaign", "application/json", "", true}},
          .problems = {409},
          .handler = [away](Context& context) { return put_away(context, away); }};
}

}  // namespace

void add_campaign_routes(Routes& routes) {
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/campaigns",
       .id = "createCampaign",
       .tag = "campaigns",
       .scope = "campaigns:write",
       .summary = "Draft a campaign",
       .description =
           "The audience, the channel and every template are checked now; the audience is taken at launch.",
       .body = {.types = {"application/json"}, .schema = "CampaignInput"},
       .answers = {{201, "Drafted", "Campaign", "application/json", "", true}},
       .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns",
                    .id = "listCampaigns",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "List campaigns, the newest first",
                    .query = list_parameters(),
                    .answers = {{200, "A page", "CampaignList"}},
                    .handler = list});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns/{id}",
                    .id = "getCampaign",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "Read a campaign",
                    .answers = {{200, "The campaign", "Campaign", "application/json", "", true}},
                    .handler = get});
  routes.push_back(
      {.method = "PATCH",
       .path = "/api/v1/campaigns/{id}",
       .id = "patchCampaign",
       .tag = "campaigns",
       .scope = "campaigns:write",
       .summary = "Change a draft or scheduled campaign",
       .description =
           "A merge patch of what it was made of. What replaces the audience or the content replaces "
           "it whole. Approval is needed anew, and a schedule that changed counts at once.",
       .body = {.types = {"application/merge-patch+json", "application/json"}, .schema = "CampaignPatch"},
       .answers = {{200, "As it is now", "Campaign", "application/json", "", true}},
       .problems = {409, 412},
       .handler = patch});
  routes.push_back({.method = "DELETE",
                    .path = "/api/v1/campaigns/{id}",
                    .id = "deleteCampaign",
                    .tag = "campaigns",
                    .scope = "campaigns:write",
                    .summary = "Delete a draft",
                    .answers = {{204, "Deleted"}},
                    .problems = {409, 412},
                    .handler = remove});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/campaigns/{id}/duplicate",
                    .id = "duplicateCampaign",
                    .tag = "campaigns",
                    .scope = "campaigns:write",
                    .summary = "Make a draft like this campaign",
                    .body = {.types = {"application/json"}, .schema = "DuplicateInput", .required = false},
                    .answers = {{201, "The draft", "Campaign", "application/json", "", true}},
                    .problems = {409},
                    .handler = duplicate});
  routes.push_back(putting("archive", "Put a campaign away: it is no longer listed, and goes on as it is",
                           "Archived", true));
  routes.push_back(putting("unarchive", "Bring an archived campaign back", "No longer archived", false));
}

}  // namespace carillon::api
