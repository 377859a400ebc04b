// What recipients of messages reach: the page to unsubscribe, counted links, the picture of opens. Open to
// everybody; who comes is known by the signed token alone, and nothing is told about the person behind it.
#include <array>
#include <functional>
#include <memory>

#include "api/context.h"
#include "api/problem.h"
#include "api/reach_kinds.h"
#include "api/services.h"
#include "api/tables.h"
#include "api/url_text.h"
#include "api/visit_limit.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "links/links.h"
#include "links/visitors.h"
#include "liquid/html_escape.h"
#include "policy/choices.h"
#include "store/database.h"

namespace carillon::api {

namespace {

using links::Kind;
using liquid::html_escaped;

http::Response page(int status, std::string_view title, const std::string& content) {
  http::Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>" +
      html_escaped(title) +
      "</title>\n<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 "
      "1rem;color:#1a1a1a;background:#fff}button{font:inherit;padding:.7rem "
      "1.2rem;margin:.3rem 0;border:2px solid "
      "#1a1a1a;border-radius:.4rem;background:#1a1a1a;color:#fff;cursor:pointer}"
      "button.second{background:#fff;color:#1a1a1a}button:focus{outline:3px solid "
      "#2563eb;outline-offset:2px}</style>\n</head>\n<body>\n<main>\n<h1>" +
      html_escaped(title) + "</h1>\n" + content + "</main>\n</body>\n</html>\n";
  response.headers = {
      {"Cache-Control", "no-store"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Frame-Options", "DENY"},
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"}};
  return response;
}

http::Response no_such_link() {
  return page(
      404, "This link does not work",
      "<p>It is not complete, or it was not made here. Please open it again from the message, or copy "
      "the whole of it.</p>\n");
}

std::optional<links::Token> token_of(const Context& context, Kind kind) {
  if (context.services.links == nullptr) return std::nullopt;
  return context.services.links->verify(kind, context.path_value("token"));
}

// One button of a form that posts to the page's own address.
std::string button(std::string_view choice, std::string_view text, bool second) {
  return "<form method=\"post\"><input type=\"hidden\" name=\"choice\" value=\"" + std::string(choice) +
         "\"><button type=\"submit\"" + (second ? " class=\"second\"" : "") + ">" + std::string(text) +
         "</button></form>\n";
}

struct Words {
  std::string sender, messages;  // "Acme Ltd", "e-mails"
};

Words words_of(const Context& context, std::optional<policy::AddressKind> kind) {
  return {html_escaped(context.services.config.organisation.name),
          kind == policy::AddressKind::kEmail   ? "e-mails"
          : kind == policy::AddressKind::kPhone ? "text messages"
                                                : "messages"};
}

http::Response show(Context& context) {
  const auto token = token_of(context, Kind::kUnsubscribe);
  if (!token) return no_such_link();
  const Words words = words_of(context, address_kind_of(context.services.delivery, token->rest));
  return page(200, "Unsubscribe",
              "<p>You get " + words.messages + " from <strong>" + words.sender +
                  "</strong>. Nothing has been changed yet.</p>\n" +
                  button("channel", "Stop these " + words.messages, false) +
                  button("all", "Stop all messages of " + words.sender, true) +
                  "<p>Messages about something that you have bought or asked for may still come.</p>\n");
}

// "channel", "all" or "again"; RFC 8058's List-Unsubscribe=One-Click is "channel", and so is anything
// unknown: who posts here wants to hear less.
std::string choice_of(const http::Request& request) {
  const auto fields = parse_query(request.body);
  if (!fields) return "channel";
  for (const auto& [name, value] : *fields) {
    if (name == "choice" && (value == "all" || value == "again")) return value;
  }
  return "channel";
}

http::Response choose(Context& context) {
  const auto token = token_of(context, Kind::kUnsubscribe);
  if (!token) return no_such_link();
  const auto& services = context.services;
  const auto kind = address_kind_of(services.delivery, token->rest);
  const policy::Answered message{token->campaign, token->customer, token->rest,
                                 kind.value_or(policy::AddressKind::kNone)};
  const std::string choice = choice_of(context.request);
  const policy::Proof proof{
      "unsubscribe link",
      context.request.peer + " " + std::string(context.request.header("User-Agent").substr(0, 300))};
  policy::Choices choices(services.delivery.gate(), services.ids, services.clock);
  const Status done = services.database.write([&](store::Session& session) -> Status {
    const auto known = choice == "again" ? choices.subscribe_again(session, message, proof)
                                         : choices.unsubscribe(session, message, choice == "all", proof);
    return known ? Status{} : known.error();
  });
  if (!done) return failure(context.request, done.error());
  services.delivery.gate().suppressions_changed();
  const Words words = words_of(context, kind);
  if (choice == "again") {
    return page(200, "You are subscribed again",
                "<p>" + words.sender + " may send you " + words.messages + " again.</p>\n" +
                    button("channel", "Stop these " + words.messages, true));
  }
  const std::string what = choice == "all" ? "messages" : words.messages;
  return page(200, "You are unsubscribed",
              "<p>You will get no more " + what + " from <strong>" + words.sender +
                  "</strong>. There is nothing else to do.</p>\n" +
                  button("again", "That was a mistake: subscribe me again", true));
}

// Counted when it can be; what the recipient wants to see comes first, so a full queue is no reason to wait.
void count(const Context& context, const links::Token& token, store::MessageState what) {
  const auto header = [&](std::string_view name) { return context.request.header(name); };
  if (!links::is_person(context.request.method, header)) return;
  context.services.delivery.observe({token.campaign, token.step, token.customer}, what);
}

http::Response click(Context& context) {
  const auto token = token_of(context, Kind::kClick);
  if (!token || !links::is_countable(token->rest)) return no_such_link();
  count(context, *token, store::MessageState::kClicked);
  http::Response response;
  response.status = 302;
  response.headers = {{"Location", token->rest},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Robots-Tag", "noindex"}};
  return response;
}

http::Response open(Context& context) {
  const auto token = token_of(context, Kind::kOpen);
  if (!token) return no_such_link();
  count(context, *token, store::MessageState::kOpened);
  // One transparent point.
  static constexpr std::array<unsigned char, 43> kPicture{
      'G', 'I', 'F', '8', '9', 'a',  1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0,    0, 0x21, 0xF9, 4,
      1,   0,   0,   0,   0,   0x2C, 0, 0, 0, 0, 1,    0, 1, 0, 0, 2, 2, 0x44, 1, 0,    0x3B};
  http::Response response;
  response.content_type = "image/gif";
  response.headers = {{"Cache-Control", "no-store, private"}};
  response.body.assign(kPicture.begin(), kPicture.end());
  return response;
}

// A token that was not made here is somebody's guess: guesses are what the limit is for.
constexpr double kLink = 1, kGuess = 20;

using Handler = std::function<http::Response(Context&)>;

// A handler behind the limit on strangers.
Handler limited(std::shared_ptr<VisitLimit> limit, Kind kind, Handler handler) {
  return [limit = std::move(limit), kind, handler = std::move(handler)](Context& context) {
    const auto& config = context.services.config.http;
    const std::string visitor = visitor_of(context.request, config.proxies);
    const double cost = token_of(context, kind) ? kLink : kGuess;
    const std::int64_t wait =
        limit->take(visitor, cost, config.public_per_minute, context.services.clock.now_us());
    if (wait == 0) return handler(context);
    http::Response response = page(429, "Too many requests", "<p>Please try again in a minute.</p>\n");
    response.headers.emplace_back("Retry-After", std::to_string((wait + 999'999) / 1'000'000));
    return response;
  };
}

Route public_route(std::string method, std::string path, std::string id, std::string summary) {
  Route route{std::move(method), std::move(path), std::move(id)};
  route.tag = "links";
  route.summary = std::move(summary);
  return route;
}

}  // namespace

void add_public_routes(Routes& routes) {
  const std::string text = R"({"type": "string"})";
  const auto limit = std::make_shared<VisitLimit>();
  Route shown = public_route("GET", "/u/{token}", "showUnsubscribe", "The page to unsubscribe");
  shown.description =
      "For recipients: signed links in messages lead here. Shows what would happen; changes nothing.";
  shown.answers = {{200, "The page", text, "text/html"}};
  shown.handler = limited(limit, Kind::kUnsubscribe, show);
  routes.push_back(std::move(shown));
  Route chosen = public_route("POST", "/u/{token}", "unsubscribe", "Unsubscribe with one click");
  chosen.description =
      "RFC 8058: a mail program posts List-Unsubscribe=One-Click. The page's own buttons post "
      "choice=channel, all or "
      "again. A repeat changes nothing.";
  chosen.body = {.types = {"*/*"}, .schema = text, .parsed = false, .required = false};
  chosen.answers = {{200, "It is so", text, "text/html"}};
  chosen.problems = {429, 503};
  chosen.handler = limited(limit, Kind::kUnsubscribe, choose);
  routes.push_back(std::move(chosen));
  Route clicked = public_route("GET", "/c/{token}", "followLink", "Follow a counted link");
  clicked.description = "Leads on to the page that the message linked to, which is part of the signed token.";
  clicked.answers = {{302, "To the page"}};
  clicked.handler = limited(limit, Kind::kClick, click);
  routes.push_back(std::move(clicked));
  Route opened = public_route("GET", "/o/{token}", "openPicture", "The picture of a counted open");
  opened.answers = {{200, "One transparent point", text, "image/gif"}};
  opened.handler = limited(limit, Kind::kOpen, open);
  routes.push_back(std::move(opened));
}

}  // namespace carillon::api
