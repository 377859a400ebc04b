#include "ai/message_suggestions.h"

#include "ai/ask.h"
#include "plugins/json_schema.h"

namespace carillon::ai {

namespace {

constexpr const char* kSchema = R"json({
  "type": "object", "required": ["suggestions"], "additionalProperties": false,
  "properties": {"suggestions": {"type": "array", "minItems": 1, "maxItems": 20, "items": {
    "type": "object", "required": ["text", "tone", "rationale"], "additionalProperties": false,
    "properties": {"subject": {"type": "string"}, "text": {"type": "string", "minLength": 1},
      "tone": {"type": "string"}, "rationale": {"type": "string"}}}}}})json";

constexpr const char* kInstructions =
    "You write short marketing messages. Answer with one JSON document that matches the schema. Templates "
    "use "
    "Liquid: {{ customer.name | default: \"there\" }} and other fields of a customer. Invent no facts, "
    "prices, "
    "links or codes. Keep texts for SMS within 160 characters and without emoji; give e-mails a subject.";

Question question_of(const SuggestionBrief& brief) {
  json::object audience;
  if (!brief.audience.empty()) audience["description"] = brief.audience;
  if (brief.audience_size) audience["count"] = *brief.audience_size;
  json::object input{{"objective", brief.objective},
                     {"channel", brief.channel},
                     {"brand", brief.brand},
                     {"variants", brief.variants}};
  if (!brief.tone.empty()) input["tone"] = brief.tone;
  if (!audience.empty()) input["audience"] = std::move(audience);
  Question question;
  question.task = "message_suggestions";
  question.schema_name = "message_suggestions";
  question.schema = kSchema;
  question.turns = {{CRL_ROLE_SYSTEM, kInstructions}, {CRL_ROLE_USER, json::serialize(input)}};
  question.input = std::move(input);
  return question;
}

const plugins::JsonSchema& answer_schema() {
  static const plugins::JsonSchema schema = plugins::JsonSchema::compile(kSchema).value();
  return schema;
}

std::string text_of(const json::object& object, const char* name) {
  const auto* member = object.if_contains(name);
  return member == nullptr ? std::string{} : json::value_to<std::string>(*member);
}

Result<Suggestions> judged(const Provider& provider, Reply reply, const TemplateFault& fault_of) {
  const auto parsed = parse_json(reply.text);
  if (!parsed) return unavailable("its answer is no JSON: " + parsed.error().message);
  if (const Issues issues = answer_schema().check(*parsed); !issues.empty()) {
    return unavailable("its answer does not match the schema: " + issues.front().pointer + ": " +
                       issues.front().detail);
  }
  Suggestions out{{}, provider.name, std::move(reply.model), std::move(reply.warnings)};
  for (const auto& item : parsed->at("suggestions").get_array()) {
    const auto& object = item.get_object();
    Suggestion suggestion{std::nullopt, text_of(object, "text"), text_of(object, "tone"),
                          text_of(object, "rationale")};
    if (object.contains("subject")) suggestion.subject = text_of(object, "subject");
    if (const auto fault = fault_of(suggestion)) {
      out.warnings.push_back("a suggestion was left out: " + *fault);
    } else {
      out.suggestions.push_back(std::move(suggestion));
    }
  }
  if (out.suggestions.empty()) return unavailable("none of its suggestions is a template that can be sent");
  return out;
}

}  // namespace

Result<Suggestions> suggest_messages(std::span<const Provider> providers, const SuggestionBrief& brief,
                                     const TemplateFault& fault_of) {
  if (providers.empty()) return unavailable("no AI provider is running; configure one under [ai.NAME]");
  const Question question = question_of(brief);
  std::string reasons;
  std::uint32_t retry_after_ms = 0;
  for (const auto& provider : providers) {
    auto reply = ask(provider, question);
    if (!reply && reply.error().status == CRL_E_INVALID) return reply.error();
    auto answer = reply ? judged(provider, *std::move(reply), fault_of) : Result<Suggestions>(reply.error());
    if (answer) return answer;
    reasons += (reasons.empty() ? "" : "; ") + provider.name + ": " + answer.error().message;
    retry_after_ms = std::max(retry_after_ms, answer.error().retry_after_ms);
  }
  return unavailable("no AI provider could answer: " + reasons, retry_after_ms);
}

}  // namespace carillon::ai
