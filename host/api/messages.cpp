// Single messages: sent, looked at, listed.
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/recipient_input.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/delivery.h"
#include "delivery/direct.h"
#include "delivery/states.h"
#include "store/campaigns.h"
#include "store/database.h"
#include "store/direct_messages.h"

namespace carillon::api {

namespace {

// A message with its ledger row.
struct Sent {
  store::DirectMessage message;
  store::Message ledger;
  std::string channel;
};

void write_moment(JsonWriter& out, store::MessageState state, std::int64_t at) {
  out.begin_object().member("state", delivery::state_name(state)).time("at", at).end_object();
}

void write_sent(JsonWriter& out, const Context& context, const Sent& sent, bool whole) {
  const auto& [message, ledger, channel] = sent;
  out.begin_object().id("id", message.id).member("channel", channel).key("customer_id");
  message.customer_id == 0 ? out.null() : out.value(id_text(message.customer_id));
  out.key("address");
  message.address.empty() ? out.null() : out.value(message.address);
  out.key("template_id");
  message.template_id == 0 ? out.null() : out.value(id_text(message.template_id));
  out.id("campaign_id", message.campaign_id)
      .member("state", delivery::state_name(ledger.state))
      .key("reason");
  ledger.reason == 0 ? out.null() : out.value(context.services.delivery.reason_text(ledger.reason));
  out.member("attempts", ledger.attempts)
      .time("created_at", message.created_at)
      .time("expires_at", message.expires_at)
      .time("updated_at", ledger.updated_at);
  if (whole) {
    out.member("subject", message.subject).member("text", message.text).member("html", message.html);
    out.key("timeline").begin_array();
    write_moment(out, store::MessageState::kQueued, message.created_at);
    if (ledger.state != store::MessageState::kQueued) write_moment(out, ledger.state, ledger.updated_at);
    out.end_array();
  }
  out.end_object();
}

std::string body_of(const Context& context, const Sent& sent, bool whole) {
  std::string body;
  JsonWriter out(body);
  write_sent(out, context, sent, whole);
  return body;
}

std::string text_of(const json::object& object, const char* name) {
  const auto* member = object.if_contains(name);
  return member == nullptr ? std::string{} : json::value_to<std::string>(*member);
}

http::Response send(Context& context) {
  const auto& body = context.body.get_object();
  delivery::DirectRequest request;
  Issues issues;
  if (auto read = read_recipient(context, body.at("to"), "/to", request, issues); !read)
    return failure(context.request, read.error());
  request.channel = text_of(body, "channel");
  if (const auto* data = body.if_contains("data")) request.data = *data;
  if (const auto* seconds = body.if_contains("expires_in"))
    request.expires_in_us = seconds->to_number<std::int64_t>() * 1'000'000;
  if (const auto* wanted = body.if_contains("unsubscribe")) request.list_unsubscribe = wanted->as_bool();
  if (const auto* tracking = body.if_contains("tracking")) {
    const auto wants = [&](const char* what) {
      const auto* flag = tracking->get_object().if_contains(what);
      return flag != nullptr && flag->as_bool();
    };
    request.opens = wants("opens");
    request.clicks = wants("clicks");
  }
  const bool by_id = body.contains("template_id");
  if (by_id == body.contains("template")) {
    issues.push_back({"", "required", "give either \"template_id\" or \"template\""});
    return invalid_request(context.request, issues);
  }
  if (const auto* id = body.if_contains("template_id")) {
    request.template_id = parse_id(id->get_string()).value_or(0);
    request.content = json::object{{"template", json::object{{"template_id", *id}}}};
  } else {
    request.content = json::object{{"template", body.at("template")}};
  }
  if (!issues.empty()) return invalid_request(context.request, issues);
  auto composed = context.services.delivery.direct().compose(request);
  if (!composed) return failure(context.request, composed.error());
  if (const auto* faults = std::get_if<Issues>(&*composed)) return invalid_request(context.request, *faults);
  Sent sent;
  sent.message = std::get<store::DirectMessage>(*std::move(composed));
  sent.channel = request.channel;
  sent.ledger.updated_at = sent.message.created_at;
  http::Response response = ok(body_of(context, sent, false), 202);
  response.headers.emplace_back("Location", "/api/v1/messages/" + id_text(sent.message.id));
  const Status done = context.services.database.write([&](store::Session& session) {
    const Status made = store::insert_direct_message(session, sent.message);
    return made ? context.keep(session, response) : made;
  });
  if (!done) return failure(context.request, done.error());
  context.services.delivery.direct().posted();
  return response;
}

Status complete(store::Session& session, Sent& sent) {
  const auto ledger = store::get_message(session, sent.message.campaign_id, sent.message.id, 0);
  if (!ledger) return ledger.error();
  sent.ledger = *ledger;
  const auto campaign = store::get_campaign(session, sent.message.campaign_id);
  if (!campaign) return campaign.error();
  if (*campaign) sent.channel = (*campaign)->channel;
  return {};
}

http::Response get(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  Sent sent;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    const auto found = id ? store::get_direct_message(session, *id) : std::optional<store::DirectMessage>{};
    if (!found) return found.error();
    if (!*found) return not_found("there is no message " + std::string(context.path_value("id")));
    sent.message = **found;
    return complete(session, sent);
  });
  if (!done) return failure(context.request, done.error());
  return tagged(context, body_of(context, sent, true));
}

http::Response list(Context& context) {
  Id customer = 0;
  if (context.has_query("customer")) {
    const auto found = customer_named(context, context.query("customer"));
    if (!found) return failure(context.request, found.error());
    customer = found->id;
  }
  std::vector<Sent> all;
  std::string next;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto page = store::list_direct_messages(session, customer, context.query("cursor"),
                                            static_cast<std::size_t>(context.query_int("limit")));
    if (!page) return page.error();
    next = page->next;
    for (auto& message : page->messages) {
      Sent sent;
      sent.message = std::move(message);
      if (auto whole = complete(session, sent); !whole) return whole;
      all.push_back(std::move(sent));
    }
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(all, next, std::nullopt,
                      [&](JsonWriter& out, const Sent& sent) { write_sent(out, context, sent, false); }));
}

}  // namespace

void add_message_routes(Routes& routes) {
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/messages",
       .id = "sendMessage",
       .tag = "messages",
       .scope = "messages:send",
       .summary = "Send one message",
       .description =
           "To a customer or a bare address, before all campaigns and without consent, caps and hold-outs. "
           "It is "
           "rendered now: what the template wants of `data` and has no default for must be there. It may "
           "name unsubscribe_url; who follows that gets no more campaigns, and still single messages. With "
           "an "
           "Idempotency-Key it is sent once, however often it is asked for.",
       .body = {.types = {"application/json"}, .schema = "MessageInput"},
       .answers = {{202, "Durable, and on its way", "SingleMessage"}},
       .handler = send});
  Parameter customer{"customer", ParameterType::kText, "Only those to this customer: an id, or external:ID",
                     "external:C-1001"};
  customer.min = 1;
  customer.max = 220;
  routes.push_back({.method = "GET",
                    .path = "/api/v1/messages",
                    .id = "listSingleMessages",
                    .tag = "messages",
                    .scope = "messages:read",
                    .summary = "List single messages, the newest first",
                    .query = {limit_parameter(), cursor_parameter(), std::move(customer)},
                    .answers = {{200, "A page", "SingleMessageList"}},
                    .problems = {404},
                    .handler = list});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/messages/{id}",
                    .id = "getSingleMessage",
                    .tag = "messages",
                    .scope = "messages:read",
                    .summary = "Read a single message: what it said, and what became of it",
                    .answers = {{200, "The message", "SingleMessage", "application/json", "", true}},
                    .handler = get});
}

}  // namespace carillon::api
