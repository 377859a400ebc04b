#include "store/campaigns.h"

#include "api/campaign_input.h"
#include "api/campaigns_json.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/states.h"

namespace carillon::api {

namespace {

using store::CampaignState;

constexpr CampaignState kStates[] = {CampaignState::kDraft,     CampaignState::kScheduled,
                                     CampaignState::kRunning,   CampaignState::kPaused,
                                     CampaignState::kCompleted, CampaignState::kCompletedWithFailures,
                                     CampaignState::kCancelled, CampaignState::kFailed};

std::string body_of(const store::Campaign& campaign) {
  std::string body;
  JsonWriter out(body);
  write_campaign(out, campaign);
  return body;
}

http::Response create(Context& context) {
  store::Campaign campaign;
  const auto issues = read_campaign(context, campaign);
  if (!issues) return failure(context.request, issues.error());
  if (!issues->empty()) return invalid_request(context.request, *issues);
  campaign.id = context.services.ids.next();
  campaign.created_at = campaign.updated_at = context.services.clock.now_us();
  http::Response response = tagged(context, body_of(campaign), 201);
  response.headers.emplace_back("Location", "/api/v1/campaigns/" + id_text(campaign.id));
  const Status done = context.services.database.write([&](store::Session& session) {
    const Status made = store::insert_campaign(session, campaign);
    return made ? context.keep(session, response) : made;
  });
  return done ? response : failure(context.request, done.error());
}

http::Response get(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  return tagged(context, body_of(*campaign));
}

std::optional<CampaignState> wanted_state(const Context& context) {
  for (const auto state : kStates) {
    if (delivery::state_name(state) == context.query("state")) return state;
  }
  return std::nullopt;
}

http::Response list(Context& context) {
  const auto state = wanted_state(context);
  store::CampaignPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_campaigns(session, state, context.query("cursor"),
                                      static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_campaigns(session, state);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.campaigns, page.next, count, write_campaign));
}

using Transition = Result<store::Campaign> (delivery::Delivery::*)(Id);

http::Response move(Context& context, Transition transition) {
  const auto id = parse_id(context.path_value("id"));
  if (!id)
    return problem(context.request, 404, "not_found",
                   "there is no campaign " + std::string(context.path_value("id")));
  const auto campaign = (context.services.delivery.*transition)(*id);
  if (!campaign) return failure(context.request, campaign.error());
  return tagged(context, body_of(*campaign));
}

Route transition(const std::string& verb, std::string summary, std::string answer, Transition how) {
  return {.method = "POST",
          .path = "/api/v1/campaigns/{id}/" + verb,
          .id = verb + "Campaign",
          .tag = "campaigns",
          .scope = "campaigns:launch",
          .summary = std::move(summary),
          .answers = {{200, std::move(answer), "Campaign", "application/json", "", true}},
          .problems = {409, 422},
          .handler = [how](Context& context) { return move(context, how); }};
}

Parameter state_parameter() {
  Parameter p{"state", ParameterType::kChoice, "Only those in this state", "\"running\""};
  for (const auto state : kStates) p.choices.emplace_back(delivery::state_name(state));
  return p;
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
                    .query = {limit_parameter(), cursor_parameter(), count_parameter(), state_parameter()},
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
  using delivery::Delivery;
  routes.push_back(transition("launch", "Launch a draft: takes its audience and starts to send", "Running",
                              &Delivery::launch));
  routes.push_back(transition("pause", "Stop new sends of a running campaign", "Paused", &Delivery::pause));
  routes.push_back(transition("resume", "Go on with a paused campaign", "Running", &Delivery::resume));
  routes.push_back(
      transition("cancel", "End a campaign; what is left is skipped", "Cancelled", &Delivery::cancel));
}

}  // namespace carillon::api
