// A campaign's way from draft to completion, and the log of it.
#include "api/actor.h"
#include "api/campaigns_json.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/delivery.h"
#include "delivery/transitions.h"
#include "store/campaign_events.h"
#include "store/database.h"

namespace carillon::api {

namespace {

using delivery::Transitions;

http::Response no_campaign(const Context& context) {
  return problem(context.request, 404, "not_found",
                 "there is no campaign " + std::string(context.path_value("id")));
}

using Move = Result<store::Campaign> (Transitions::*)(Id, std::string_view);

http::Response move(Context& context, Move how) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return no_campaign(context);
  const auto campaign = (context.services.delivery.transitions().*how)(*id, actor_of(context));
  if (!campaign) return failure(context.request, campaign.error());
  return tagged(context, campaign_body(*campaign));
}

// The answer is kept with the launch, so that a repeated request is told of it whatever happened to the host.
http::Response launch(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return no_campaign(context);
  Transitions& transitions = context.services.delivery.transitions();
  store::Campaign campaign;
  http::Response response;
  const Status done = context.services.database.write([&](store::Session& session) -> Status {
    auto launched = transitions.launch_within(session, *id, actor_of(context));
    if (!launched) return launched.error();
    campaign = *std::move(launched);
    response = tagged(context, campaign_body(campaign));
    return context.keep(session, response);
  });
  if (!done) return failure(context.request, done.error());
  transitions.told(campaign);
  return response;
}

using NotedMove = Result<store::Campaign> (Transitions::*)(Id, std::string_view, std::string_view);

http::Response move_noted(Context& context, NotedMove how) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return no_campaign(context);
  const auto* note = context.body.is_object() ? context.body.get_object().if_contains("note") : nullptr;
  const std::string text = note == nullptr ? std::string{} : json::value_to<std::string>(*note);
  const auto campaign = (context.services.delivery.transitions().*how)(*id, actor_of(context), text);
  if (!campaign) return failure(context.request, campaign.error());
  return tagged(context, campaign_body(*campaign));
}

http::Response requeued(const Context& context, const Result<delivery::Requeued>& done, bool counts_left) {
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("messages", done->messages);
  if (counts_left) {
    out.key("left").begin_object();
    out.member("unanswered", done->unanswered).member("permanent", done->failed_for_good).end_object();
  }
  out.key("campaign");
  write_campaign(out, done->campaign);
  out.end_object();
  return ok(std::move(body));
}

http::Response retry_failed(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return no_campaign(context);
  return requeued(
      context,
      context.services.delivery.transitions().retry_failed(*id, context.query_bool("all"), actor_of(context)),
      true);
}

http::Response send_to_new_members(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return no_campaign(context);
  return requeued(context, context.services.delivery.transitions().add_new_members(*id, actor_of(context)),
                  false);
}

http::Response read_log(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  store::CampaignEventPage page;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_campaign_events(session, campaign->id, context.query("cursor"),
                                            static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.events, page.next, std::nullopt, write_campaign_event));
}

Route moving(const std::string& verb, const std::string& scope, std::string summary, std::string answer) {
  return {.method = "POST",
          .path = "/api/v1/campaigns/{id}/" + verb,
          .id = verb + "Campaign",
          .tag = "campaigns",
          .scope = "campaigns:" + scope,
          .summary = std::move(summary),
          .answers = {{200, std::move(answer), "Campaign", "application/json", "", true}},
          .problems = {409, 422}};
}

Route plain(const std::string& verb, std::string summary, std::string answer, Move how) {
  Route route = moving(verb, "launch", std::move(summary), std::move(answer));
  route.handler = [how](Context& context) { return move(context, how); };
  return route;
}

Route noted(const std::string& verb, const std::string& scope, std::string summary, std::string answer,
            NotedMove how) {
  Route route = moving(verb, scope, std::move(summary), std::move(answer));
  route.body = {.types = {"application/json"}, .schema = "NoteInput", .required = false};
  route.handler = [how](Context& context) { return move_noted(context, how); };
  return route;
}

Route counted(std::string path, std::string id, std::string summary) {
  return {.method = "POST",
          .path = "/api/v1/campaigns/{id}/" + std::move(path),
          .id = std::move(id),
          .tag = "campaigns",
          .scope = "campaigns:launch",
          .summary = std::move(summary),
          .answers = {{200, "How many were queued, and the campaign as it is now", "Requeued"}},
          .problems = {409, 422}};
}

}  // namespace

void add_campaign_move_routes(Routes& routes) {
  Route start = moving("launch", "launch", "Launch a draft, or start a scheduled campaign now",
                       "Running; scheduled, when it is for later; completed, when its audience is empty");
  start.handler = launch;
  start.description =
      "A draft whose options.schedule names a later instant or a rule becomes scheduled; else its audience "
      "is "
      "taken now and sending starts. Each occurrence of a rule becomes a campaign of its own, with "
      "parent_id.";
  routes.push_back(std::move(start));
  routes.push_back(
      plain("unschedule", "Make a scheduled campaign a draft again", "A draft", &Transitions::unschedule));
  routes.push_back(plain("pause", "Stop new sends of a running campaign, or further occurrences", "Paused",
                         &Transitions::pause));
  routes.push_back(plain("resume", "Go on with a paused campaign", "Running", &Transitions::resume));
  routes.push_back(
      plain("cancel", "End a campaign; what is left is skipped", "Cancelled", &Transitions::cancel));
  routes.push_back(
      noted("submit", "write", "Ask for approval of a draft", "Submitted", &Transitions::submit));
  routes.push_back(
      noted("approve", "approve", "Approve of a submitted draft", "Approved", &Transitions::approve));
  routes.push_back(noted("reject", "approve", "Refuse a submitted draft", "Rejected", &Transitions::reject));
  Parameter all{"all", ParameterType::kBoolean,
                "Also those that may have arrived (no_answer) and those that failed for good", "true"};
  all.otherwise = "false";
  Route retry = counted("retry-failed", "retryFailed", "Queue failed messages again");
  retry.description =
      "Those that failed for a while only (their reason begins with \"temporary:\"), under the same "
      "idempotency keys. A campaign that is over runs again. The answer says how many failed messages were "
      "left: unanswered ones (no_answer), whose channel took them and never said what became of them, so "
      "that they may have arrived; and those that failed for good. all=true tries them too.";
  retry.query = {std::move(all)};
  retry.handler = retry_failed;
  routes.push_back(std::move(retry));
  Route more = counted("send-to-new-members", "sendToNewMembers",
                       "Send to those whom the audience selects now and did not before");
  more.handler = send_to_new_members;
  routes.push_back(std::move(more));
  routes.push_back(
      {.method = "GET",
       .path = "/api/v1/campaigns/{id}/log",
       .id = "readCampaignLog",
       .tag = "campaigns",
       .scope = "campaigns:read",
       .summary = "Read who did what to a campaign, and what happened by itself, the oldest first",
       .query = {limit_parameter(), cursor_parameter()},
       .answers = {{200, "A page", "CampaignLog"}},
       .handler = read_log});
}

}  // namespace carillon::api
