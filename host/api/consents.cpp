// Consents with their proof, replies to channels, and the secret of links.
#include "store/consents.h"

#include <array>

#include "api/context.h"
#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/reach_kinds.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/delivery.h"
#include "links/links.h"
#include "policy/choices.h"
#include "store/database.h"

namespace carillon::api {

namespace {

constexpr std::size_t kMostConsents = 1'000;

http::Response consents(Context& context) {
  const auto customer = customer_named(context, context.path_value("id"));
  if (!customer) return failure(context.request, customer.error());
  std::vector<store::Consent> rows;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_consents(session, customer->id, kMostConsents);
    if (!read) return read.error();
    rows = *std::move(read);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& row : rows) {
    out.begin_object()
        .member("kind", row.kind)
        .member("granted", row.granted)
        .member("source", row.source)
        .member("evidence", row.evidence)
        .time("at", row.at)
        .end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body));
}

http::Response change(Context& context) {
  const auto& services = context.services;
  const auto customer = customer_named(context, context.path_value("id"));
  if (!customer) return failure(context.request, customer.error());
  const auto& given = context.body.get_object();
  const bool granted = given.at("granted").get_bool();
  policy::Choices::Consents wanted;
  (given.at("kind").get_string() == "email" ? wanted.email : wanted.sms) = granted;
  const auto text = [&](std::string_view name, std::string_view otherwise) {
    const auto* value = given.if_contains(name);
    return std::string(value == nullptr ? otherwise : std::string_view(value->get_string()));
  };
  const policy::Proof proof{text("source", "api"), text("evidence", context.request.peer)};
  policy::Choices choices(services.delivery.gate(), services.ids, services.clock);
  std::string body;
  const Status done = services.database.write([&](store::Session& session) -> Status {
    const auto now = choices.consent(session, customer->id, wanted, proof);
    if (!now) return now.error();
    if (!*now) return not_found("there is no customer " + id_text(customer->id));
    body.clear();
    JsonWriter out(body);
    out.begin_object()
        .id("customer_id", customer->id)
        .member("consent_email", (*now)->consent_email)
        .member("consent_sms", (*now)->consent_sms)
        .end_object();
    return context.keep(session, ok(body));
  });
  if (!done) return failure(context.request, done.error());
  return ok(std::move(body));
}

http::Response reply(Context& context) {
  const auto& services = context.services;
  const std::string channel(context.path_value("name"));
  const auto kind = address_kind_of(services.delivery, channel);
  if (!kind) return failure(context.request, not_found("there is no channel \"" + channel + "\""));
  const auto& given = context.body.get_object();
  const std::string_view from = given.at("from").get_string(), text = given.at("text").get_string();
  policy::Choices choices(services.delivery.gate(), services.ids, services.clock);
  policy::Word word = policy::Word::kOther;
  const Status done = services.database.write([&](store::Session& session) -> Status {
    const auto taken = choices.reply(session, *kind, from, text);
    if (!taken) return taken.error();
    word = *taken;
    return {};
  });
  if (!done && done.error().status == CRL_E_INVALID) {
    return invalid_request(context.request, {{"/from", "format", done.error().message}});
  }
  if (!done) return failure(context.request, done.error());
  return ok(std::string(R"({"understood":")") +
            (word == policy::Word::kStop    ? "stop"
             : word == policy::Word::kStart ? "start"
                                            : "nothing") +
            "\"}");
}

http::Response rotate(Context& context) {
  if (context.services.links == nullptr)
    return failure(context.request, not_found("this host makes no links"));
  if (auto done = context.services.links->rotate(); !done) return failure(context.request, done.error());
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_consent_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/customers/{id}/consents",
                    .id = "listConsents",
                    .tag = "customers",
                    .scope = "customers:read",
                    .summary = "List how a customer's consents came about",
                    .description =
                        "The latest first, at most 1000. Consents that came with imported rows have no "
                        "proof of their own.",
                    .answers = {{200, "The changes", "ConsentList"}},
                    .handler = consents});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/customers/{id}/consents",
                    .id = "changeConsent",
                    .tag = "customers",
                    .scope = "customers:write",
                    .summary = "Grant or withdraw a consent, with its proof",
                    .body = {.types = {"application/json"}, .schema = "ConsentInput"},
                    .answers = {{200, "The consents as they are now", "ConsentState"}},
                    .handler = change});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/channels/{name}/inbound",
                    .id = "postReply",
                    .tag = "channels",
                    .scope = "channels:write",
                    .summary = "Take a reply of a recipient",
                    .description =
                        "A reply that is nothing but a stop word ends all messages to its sender; a start "
                        "word undoes that. Any other reply changes nothing.",
                    .body = {.types = {"application/json"}, .schema = "Reply"},
                    .answers = {{200, "What was understood", "ReplyTaken"}},
                    .handler = reply});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/links/rotate",
                    .id = "rotateLinks",
                    .tag = "operations",
                    .scope = "operations:write",
                    .summary = "Sign the links of messages with a new secret",
                    .description = "Links in messages already sent stay good.",
                    .answers = {{204, "It is so on this host at once, on others within seconds"}},
                    .problems = {409},
                    .handler = rotate});
}

}  // namespace carillon::api
