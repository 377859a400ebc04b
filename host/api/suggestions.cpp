#include "ai/message_suggestions.h"
#include "api/context.h"
#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/segment_rules_ai.h"
#include "api/services.h"
#include "api/tables.h"
#include "config/config.h"
#include "delivery/delivery.h"

namespace carillon::api {

namespace {

// The word that providers know: an instance may have any name.
std::string channel_word(const Context& context, const std::string& wanted) {
  for (const auto& channel : context.services.delivery.channels()) {
    if (channel.name == wanted)
      return channel.caps.address == CRL_ADDRESS_EMAIL  ? "email"
             : channel.caps.address == CRL_ADDRESS_PUSH ? "push"
                                                        : "sms";
  }
  return wanted;
}

Result<Issues> read_segment(const Context& context, ai::SuggestionBrief& brief) {
  const auto* id = context.body.get_object().if_contains("segment_id");
  if (id == nullptr) return Issues{};
  const auto segment = segment_named(context, id->get_string());
  if (!segment) {
    if (segment.error().status != CRL_E_NOT_FOUND) return segment.error();
    return Issues{{"/segment_id", "unknown_segment", segment.error().message}};
  }
  const auto rule = compile_stored(context, segment->rule, context.services.clock.now_us());
  if (!rule) return Issues{{"/segment_id", "invalid_segment", rule.error().message}};
  const Status counted = context.services.database.read([&](store::Session& session) -> Status {
    const auto n = audience::count(session, **rule);
    if (!n) return n.error();
    brief.audience_size = *n;
    return {};
  });
  if (!counted) return counted.error();
  if (brief.audience.empty()) brief.audience = (*rule)->explanation;
  return Issues{};
}

http::Response suggest(Context& context) {
  const auto& body = context.body.get_object();
  const auto text = [&](const char* name) {
    const auto* member = body.if_contains(name);
    return member == nullptr ? std::string{} : json::value_to<std::string>(*member);
  };
  ai::SuggestionBrief brief;
  brief.objective = text("objective");
  brief.audience = text("audience");
  brief.channel = channel_word(context, text("channel"));
  brief.tone = text("tone");
  brief.brand = context.services.config.organisation.name;
  if (const auto* variants = body.if_contains("variants"))
    brief.variants = variants->to_number<std::int64_t>();
  const auto issues = read_segment(context, brief);
  if (!issues) return failure(context.request, issues.error());
  if (!issues->empty()) return invalid_request(context.request, *issues);
  const auto made = ai::suggest_messages(
      context.services.ai, brief, [&](const ai::Suggestion& suggestion) -> std::optional<std::string> {
        json::object content{{"text", suggestion.text}};
        if (suggestion.subject) content["subject"] = *suggestion.subject;
        const auto checked = context.services.delivery.check_content(
            json::object{{"template", std::move(content)}}, "suggestion");
        const auto* faults = std::get_if<Issues>(&checked);
        return faults == nullptr ? std::nullopt : std::optional<std::string>(faults->front().detail);
      });
  if (!made) return failure(context.request, made.error());
  std::string answer;
  JsonWriter out(answer);
  out.begin_object().key("suggestions").begin_array();
  for (const auto& suggestion : made->suggestions) {
    out.begin_object();
    if (suggestion.subject) out.member("subject", *suggestion.subject);
    out.member("text", suggestion.text)
        .member("tone", suggestion.tone)
        .member("rationale", suggestion.rationale)
        .end_object();
  }
  out.end_array()
      .member("provider", made->provider)
      .member("model", made->model)
      .member("warnings", made->warnings)
      .end_object();
  return ok(std::move(answer));
}

}  // namespace

void add_suggestion_routes(Routes& routes) {
  add_segment_rule_routes(routes);
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/ai/message-suggestions",
       .id = "suggestMessages",
       .tag = "ai",
       .scope = "ai:use",
       .summary = "Propose messages for an objective",
       .description = "Each proposal is a template that compiles. When no provider answers, 503 tells why.",
       .body = {.types = {"application/json"}, .schema = "SuggestionInput"},
       .answers = {{200, "Proposals", "SuggestionList"}},
       .handler = suggest});
}

}  // namespace carillon::api
