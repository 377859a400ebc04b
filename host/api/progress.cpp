// What comes of a campaign: its statistics, its messages, and both as they happen.
#include <chrono>
#include <map>
#include <memory>

#include "api/campaigns_json.h"
#include "api/context.h"
#include "api/event_streams.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "config/config.h"
#include "delivery/campaign_options.h"
#include "delivery/results.h"
#include "delivery/states.h"
#include "store/customers.h"
#include "store/messages.h"

namespace carillon::api {

namespace {

using store::MessageState;

constexpr MessageState kStates[] = {MessageState::kQueued,    MessageState::kSending, MessageState::kSent,
                                    MessageState::kDelivered, MessageState::kOpened,  MessageState::kClicked,
                                    MessageState::kSkipped,   MessageState::kFailed,  MessageState::kBounced,
                                    MessageState::kComplained};

http::Response stats(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  const auto stats = context.services.delivery.stats(campaign->id);
  if (!stats) return failure(context.request, stats.error());
  const auto by = context.query("by");
  if (by.empty() || by == "reason") return ok(stats_body(*stats));
  delivery::Results results;
  const Status read = context.services.database.read([&](store::Session& session) -> Status {
    results = {};
    return delivery::read_tallied(session, *campaign, results);
  });
  if (!read) return failure(context.request, read.error());
  return ok(by == "hour" ? stats_by_hour(*stats, results) : stats_by_variant(*stats, results));
}

http::Response results(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  const auto options =
      delivery::stored_options(campaign->options, context.services.config.organisation.timezone);
  if (!options) return failure(context.request, options.error());
  delivery::Results results;
  const Status read = context.services.database.read([&](store::Session& session) -> Status {
    auto made = delivery::read_results(session, *campaign, *options, delivery::split_of(*campaign));
    if (!made) return made.error();
    results = *std::move(made);
    return {};
  });
  if (!read) return failure(context.request, read.error());
  return ok(results_body(results));
}

http::Response messages(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  std::optional<MessageState> state;
  for (const auto s : kStates) {
    if (delivery::state_name(s) == context.query("state")) state = s;
  }
  store::MessagePage page;
  std::map<Id, std::string> names;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_messages(session, campaign->id, state, context.query("cursor"),
                                     static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    std::vector<Id> ids;
    for (const auto& message : page.messages) ids.push_back(message.customer_id);
    if (ids.empty()) return {};
    constexpr std::string_view kColumns[] = {"id", "external_id"};
    return store::read_customers(session, ids, kColumns, [&](store::Row row) {
      names.emplace(cell::as_int(row[0]), cell::as_text(row[1]));
      return true;
    });
  });
  if (!done) return failure(context.request, done.error());
  const auto& delivery = context.services.delivery;
  return ok(
      list_body(page.messages, page.next, std::nullopt, [&](JsonWriter& out, const store::Message& message) {
        const auto name = names.find(message.customer_id);
        out.begin_object().id("customer_id", message.customer_id).key("customer_external_id");
        name == names.end() ? out.null() : out.value(name->second);
        out.member("state", delivery::state_name(message.state)).key("reason");
        message.reason == 0 ? out.null() : out.value(delivery.reason_text(message.reason));
        out.member("attempts", message.attempts).time("updated_at", message.updated_at).end_object();
      }));
}

// One event whenever the statistics changed, until the campaign is over. A quiet time is filled with
// comments, which also finds out that the reader has gone.
class Progress {
 public:
  Progress(const delivery::Delivery& delivery, Id campaign, EventStreams::Place place)
      : delivery_(delivery), campaign_(campaign), place_(std::move(place)) {}

  std::string next() {
    if (over_) return {};
    if (!first_) {
      mark_ = delivery_.wait_for_change(mark_, kWait);
    } else {
      mark_ = delivery_.wait_for_change(0, std::chrono::milliseconds(0));
      first_ = false;
    }
    const auto stats = delivery_.stats(campaign_);
    if (!stats) {
      over_ = true;
      return "event: error\ndata: {}\n\n";
    }
    std::string body = stats_body(*stats);
    over_ = is_over(stats->state);
    if (body == told_ && !over_) return ": still here\n\n";
    told_ = std::move(body);
    return std::string("event: ") + (over_ ? "end" : "progress") + "\ndata: " + told_ + "\n\n";
  }

 private:
  static constexpr std::chrono::milliseconds kWait{1'000};
  const delivery::Delivery& delivery_;
  const Id campaign_;
  const EventStreams::Place place_;
  std::uint64_t mark_ = 0;
  std::string told_;
  bool first_ = true, over_ = false;
};

http::Response events(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  auto place = EventStreams::take(context.services.config);
  if (!place)
    return failure(context.request,
                   unavailable("too many event streams are open; poll the statistics", 5'000));
  auto progress = std::make_shared<Progress>(context.services.delivery, campaign->id, std::move(place));
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.stream = [progress] { return progress->next(); };
  return response;
}

Parameter state_parameter() {
  Parameter p{"state", ParameterType::kChoice, "Only those in this state", "\"failed\""};
  for (const auto state : kStates) p.choices.emplace_back(delivery::state_name(state));
  return p;
}

Parameter by_parameter() {
  Parameter p{"by", ParameterType::kChoice, "Also by this", "variant"};
  p.choices = {"variant", "hour", "reason"};
  return p;
}

}  // namespace

void add_progress_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns/{id}/stats",
                    .id = "getStats",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "Read a campaign's statistics",
                    .description =
                        "With by=variant or by=hour also what its messages reached, step by step: one that "
                        "was clicked was sent, delivered and opened, too; one that failed and was tried "
                        "again is queued_again, and counts once more for what it reaches then.",
                    .query = {by_parameter()},
                    .answers = {{200, "audience is always the sum of the states", "Stats"}},
                    .handler = stats});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns/{id}/results",
                    .id = "getResults",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "Read what came of a campaign",
                    .description = "Variants with the probability that each is the best; customers who "
                                   "ordered within attribution_days of "
                                   "its start; and, where some were held out, by how much more those ordered "
                                   "who got a message, with the "
                                   "95 % interval (Newcombe's hybrid score).",
                    .answers = {{200, "The results", "CampaignResults"}},
                    .handler = results});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns/{id}/messages",
                    .id = "listMessages",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "List a campaign's messages",
                    .query = {limit_parameter(), cursor_parameter(), state_parameter()},
                    .answers = {{200, "A page", "MessageList"}},
                    .handler = messages});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/campaigns/{id}/events",
                    .id = "streamEvents",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "Follow a campaign",
                    .description = "Server-Sent Events: `progress` with the statistics whenever they change, "
                                   "`end` with the last ones.",
                    .answers = {{200, "Events until the campaign is over", R"({"type": "string"})",
                                 "text/event-stream", "event: end\ndata: {\"state\": \"completed\"}\n\n"}},
                    .handler = events});
}

}  // namespace carillon::api
