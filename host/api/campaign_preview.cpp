// What a campaign would do, and what its messages look like, before it is launched.
#include "api/campaigns_json.h"
#include "api/context.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/recipient_input.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/delivery.h"
#include "delivery/direct.h"
#include "delivery/forecast.h"
#include "store/database.h"
#include "store/direct_messages.h"

namespace carillon::api {

namespace {

void write_counts(JsonWriter& out, std::string_view name, const std::map<std::string, std::int64_t>& counts) {
  out.key(name).begin_object();
  for (const auto& [key, n] : counts) out.member(key, n);
  out.end_object();
}

void write_sample(JsonWriter& out, const delivery::SampleMessage& sample) {
  out.begin_object()
      .id("customer_id", sample.customer)
      .member("variant", sample.variant)
      .member("to", sample.to)
      .member("subject", sample.subject)
      .member("text", sample.text)
      .member("html", sample.html)
      .member("sms_segments", sample.sms_segments)
      .end_object();
}

http::Response preview(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  const auto made = context.services.delivery.forecaster().of(
      *campaign, static_cast<std::size_t>(context.query_int("samples")));
  if (!made) return failure(context.request, made.error());
  if (const auto* issues = std::get_if<Issues>(&*made)) return invalid_request(context.request, *issues);
  const auto& forecast = std::get<delivery::Forecast>(*made);
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("audience", forecast.audience)
      .member("judged", forecast.judged)
      .member("sampled", forecast.judged < forecast.audience)
      .member("sendable", forecast.sendable)
      .member("deferred", forecast.deferred);
  write_counts(out, "skipped", forecast.skipped);
  write_counts(out, "missing_variables", forecast.missing);
  out.key("sms").begin_object();
  out.member("segments", forecast.sms_segments).member("ucs2_messages", forecast.sms_ucs2).end_object();
  out.key("estimate").begin_object();
  out.member("messages", forecast.messages)
      .member("sms_segments", forecast.segments)
      .member("seconds", forecast.seconds)
      .end_object();
  out.key("samples").begin_array();
  for (const auto& sample : forecast.samples) write_sample(out, sample);
  out.end_array().end_object();
  return ok(std::move(body));
}

// The template of a variant, by name; the first unless told. Null: there is none of that name.
const json::value* template_of(const json::value& content, std::string_view variant) {
  if (const auto* single = content.get_object().if_contains("template")) return single;
  for (const auto& candidate : content.at("variants").get_array()) {
    if (variant.empty() || candidate.at("name") == json::value(variant)) return &candidate.at("template");
  }
  return nullptr;
}

http::Response test_send(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  const auto content = parse_json(campaign->content);
  if (!content) return failure(context.request, content.error());
  const auto& body = context.body.get_object();
  const auto* variant = body.if_contains("variant");
  const auto* text = template_of(
      *content, variant == nullptr ? std::string_view{} : std::string_view(variant->get_string()));
  if (text == nullptr)
    return invalid_request(context.request,
                           {{"/variant", "unknown_variant", "there is no variant of that name"}});
  std::vector<store::DirectMessage> messages;
  Issues issues;
  const auto& list = body.at("to").get_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    delivery::DirectRequest request;
    request.channel = campaign->channel;
    request.campaign_name = campaign->name;
    json::object whole{{"template", *text}};
    if (const auto* partials = content->get_object().if_contains("partials")) whole["partials"] = *partials;
    request.content = std::move(whole);
    const std::size_t before = issues.size();
    const std::string pointer = "/to/" + std::to_string(i);
    if (auto read = read_recipient(context, list[i], pointer, request, issues); !read)
      return failure(context.request, read.error());
    if (issues.size() > before) continue;
    auto composed = context.services.delivery.direct().compose(request);
    if (!composed) return failure(context.request, composed.error());
    if (auto* faults = std::get_if<Issues>(&*composed)) {
      issues.insert(issues.end(), faults->begin(), faults->end());
    } else {
      messages.push_back(std::get<store::DirectMessage>(*std::move(composed)));
    }
  }
  if (!issues.empty()) return invalid_request(context.request, issues);
  std::string answer;
  JsonWriter out(answer);
  out.begin_object().key("messages").begin_array();
  for (const auto& message : messages) out.value(id_text(message.id));
  out.end_array().end_object();
  http::Response response = ok(std::move(answer), 202);
  const Status done = context.services.database.write([&](store::Session& session) -> Status {
    for (const auto& message : messages) {
      if (auto made = store::insert_direct_message(session, message); !made) return made;
    }
    return context.keep(session, response);
  });
  if (!done) return failure(context.request, done.error());
  context.services.delivery.direct().posted();
  return response;
}

}  // namespace

void add_campaign_preview_routes(Routes& routes) {
  Parameter samples{"samples", ParameterType::kInteger, "How many messages to show", "3"};
  samples.min = 0;
  samples.max = 20;
  samples.otherwise = "3";
  routes.push_back({.method = "POST",
                    .path = "/api/v1/campaigns/{id}/preview",
                    .id = "previewCampaign",
                    .tag = "campaigns",
                    .scope = "campaigns:read",
                    .summary = "See what a campaign would do if it were launched now",
                    .description = "The gate that messages pass when they are sent judges the audience "
                                   "(frequency caps by what people got until now); of a large "
                                   "one its first 10,000 members (`judged`), and `estimate` is in "
                                   "proportion. Nothing is sent or stored.",
                    .query = {std::move(samples)},
                    .answers = {{200, "The forecast", "CampaignForecast"}},
                    .problems = {422},
                    .handler = preview});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/campaigns/{id}/test-send",
                    .id = "testSendCampaign",
                    .tag = "campaigns",
                    .scope = "campaigns:launch",
                    .summary = "Send a campaign's message to some addresses, as single messages",
                    .body = {.types = {"application/json"}, .schema = "TestSendInput"},
                    .answers = {{202, "The messages' ids", "TestSent"}},
                    .handler = test_send});
}

}  // namespace carillon::api
