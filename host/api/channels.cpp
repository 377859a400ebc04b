#include <array>

#include "api/context.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "delivery/delivery.h"

namespace carillon::api {

namespace {

http::Response list(Context& context) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& channel : context.services.delivery.channels()) {
    const auto& caps = channel.caps;
    const auto limit = [&](std::string_view name, std::uint32_t n) {
      out.key(name);
      n == 0 ? out.null() : out.value(n);
    };
    out.begin_object()
        .member("name", channel.name)
        .member("plugin", channel.plugin)
        .member("address", caps.address == CRL_ADDRESS_EMAIL   ? "email"
                           : caps.address == CRL_ADDRESS_PHONE ? "phone"
                           : caps.address == CRL_ADDRESS_PUSH  ? "push"
                                                               : "none")
        .member("html", (caps.flags & CRL_CHANNEL_HTML) != 0)
        .member("subject", (caps.flags & CRL_CHANNEL_SUBJECT) != 0)
        .member("receipts", (caps.flags & CRL_CHANNEL_RECEIPTS) != 0);
    limit("max_text_bytes", caps.max_text_len);
    limit("max_per_second", caps.max_per_second);
    out.end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body));
}

http::Response receipts(Context& context) {
  const auto taken = context.services.delivery.webhook(std::string(context.path_value("name")),
                                                       context.request.headers, context.request.body);
  if (!taken) return failure(context.request, taken.error());
  std::string body;
  JsonWriter(body).begin_object().member("accepted", *taken).end_object();
  return ok(std::move(body));
}

// What vendors that ask at all ask by: Meta's names.
constexpr std::array kAsked{"hub.mode", "hub.verify_token", "hub.challenge"};

std::vector<Parameter> asked_parameters() {
  std::vector<Parameter> out;
  for (const char* name : kAsked) {
    Parameter p{name, ParameterType::kText, "As Meta's webhooks say it", "\"subscribe\""};
    p.max = 512;
    out.push_back(std::move(p));
  }
  return out;
}

http::Response answer_vendor(Context& context) {
  std::vector<std::pair<std::string, std::string>> query;
  for (const char* name : kAsked) {
    if (context.has_query(name)) query.emplace_back(name, context.query(name));
  }
  auto answer = context.services.delivery.challenge(std::string(context.path_value("name")), query);
  if (!answer) {
    const bool nothing = answer.error().status == CRL_E_UNSUPPORTED;
    return nothing ? problem(context.request, 404, "not_found", answer.error().message)
                   : failure(context.request, answer.error());
  }
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"X-Content-Type-Options", "nosniff"}};
  response.body = *std::move(answer);
  return response;
}

}  // namespace

void add_channel_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/channels",
                    .id = "listChannels",
                    .tag = "channels",
                    .scope = "channels:read",
                    .summary = "List the running channels",
                    .answers = {{200, "The channels", "ChannelList"}},
                    .handler = list});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/channels/{name}/receipts",
                    .id = "answerVendor",
                    .tag = "channels",
                    .summary = "Answer what a vendor asks before it posts receipts",
                    .description =
                        "For vendors such as Meta, which ask by hub.mode, hub.verify_token and hub.challenge "
                        "whether this endpoint is ours. The channel's plugin judges and answers.",
                    .query = asked_parameters(),
                    .answers = {{200, "What was asked for", R"({"type": "string"})", "text/plain"}},
                    .problems = {401, 404},
                    .handler = answer_vendor});
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/channels/{name}/receipts",
       .id = "postReceipts",
       .tag = "channels",
       .summary = "Take what a vendor posts back",
       .description =
           "The channel's plugin checks the signature and reads the body. Durable when it is answered.",
       .body = {.types = {"*/*"}, .schema = R"({"type": "string"})", .parsed = false},
       .answers = {{200, "How many receipts were taken", "ReceiptsTaken"}},
       .problems = {401, 422, 429, 503},
       .handler = receipts});
}

}  // namespace carillon::api
