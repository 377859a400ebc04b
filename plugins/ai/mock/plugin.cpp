// mock: an AI provider that needs no key and no network. It answers the tasks "message_suggestions" and
// "segment_rules" from tables; whatever else it is asked it does not pretend to know.
#include <optional>
#include <string>
#include <utility>

#include <carillon/ai.hpp>
#include <carillon/json_text.hpp>

#include "compose.h"
#include "translate/dates.h"
#include "translate/translate.h"

namespace carillon::mock {
namespace {

std::string text_or_nothing(const Doc& input, std::string_view path) {
  auto text = input.text(path);
  return text ? std::move(text).value() : std::string{};
}

Result<Brief> read_brief(const AiRequest& request) {
  const Doc input = request.input();
  const auto objective = input.text("objective");
  if (!objective) return objective.error();
  if (objective->find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{CRL_E_INVALID, "\"/objective\" is empty; say what the message is for", 0, "/objective"};
  }
  Brief brief;
  brief.objective = *objective;
  brief.audience = text_or_nothing(input, "/audience/description");
  if (const auto count = input.integer("/audience/count")) brief.audience_count = *count;
  brief.email = text_or_nothing(input, "channel").find("mail") != std::string::npos;
  brief.brand = text_or_nothing(input, "brand");
  brief.tone = text_or_nothing(input, "tone");
  if (const auto variants = input.integer("variants"); variants && *variants > 0) {
    brief.variants = static_cast<std::size_t>(*variants);
  }
  brief.seed = request.seed();
  return brief;
}

std::string write(const std::vector<Suggestion>& suggestions) {
  JsonText out;
  out.object().key("suggestions").array();
  for (const auto& each : suggestions) {
    out.object();
    if (!each.subject.empty()) out.key("subject").text(each.subject);
    out.key("text").text(each.text).key("tone").text(each.tone).key("rationale").text(each.rationale).end();
  }
  return out.end().end().take();
}

std::vector<std::string> texts_of(const Doc& input, std::string_view path) {
  std::vector<std::string> out;
  for (const Doc& item : input.at(path).items()) {
    if (auto text = item.text("")) out.push_back(std::move(text).value());
  }
  return out;
}

std::vector<translate::Named> names_of(const Doc& input, std::string_view path) {
  std::vector<translate::Named> out;
  for (const Doc& item : input.at(path).items()) {
    auto name = item.text("name"), id = item.text("id");
    if (name && id) out.push_back({std::move(name).value(), std::move(id).value()});
  }
  return out;
}

// "2026-06-15", also in front of a time.
std::optional<std::int64_t> day_of(const std::string& text) {
  const auto number = [&](std::size_t at, std::size_t n) {
    int out = 0;
    for (std::size_t i = at; i < at + n; ++i) {
      if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
      out = out * 10 + (text[i] - '0');
    }
    return out;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > 31 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  return translate::day_number(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

Result<translate::Answer> read_sentence(const AiRequest& request) {
  const Doc input = request.input();
  const auto prompt = input.text("prompt");
  if (!prompt) return prompt.error();
  const std::string today = text_or_nothing(input, "today");
  const auto day = day_of(today.empty() ? text_or_nothing(input, "now") : today);
  if (!day) {
    return Error{CRL_E_INVALID,
                 "\"/today\" is no date; give the day on which the sentence is read, such as 2026-06-15", 0,
                 "/today"};
  }
  return translate::translate({.prompt = *prompt,
                               .today = *day,
                               .categories = texts_of(input, "categories"),
                               .cities = texts_of(input, "cities"),
                               .tags = texts_of(input, "tags"),
                               .attributes = texts_of(input, "attributes"),
                               .campaigns = names_of(input, "campaigns"),
                               .segments = names_of(input, "segments")});
}

std::string write(const translate::Answer& answer) {
  JsonText out;
  out.object();
  if (answer.refusal.empty())
    out.key("rule").raw(answer.rule).key("confidence").number(answer.confidence);
  else
    out.key("refusal").text(answer.refusal);
  for (const auto& [name, list] :
       {std::pair{"unused", &answer.unused}, std::pair{"warnings", &answer.warnings}}) {
    out.key(name).array();
    for (const auto& text : *list) out.text(text);
    out.end();
  }
  return out.end().take();
}

class Mock final : public AiProvider {
 public:
  void complete(const AiRequest& request, Reply&& reply) override {
    if (request.task() == "segment_rules") {
      answer_sentence(request, std::move(reply));
      return;
    }
    if (request.task() != "message_suggestions") {
      reply.fail(
          {CRL_E_UNSUPPORTED, "the mock provider answers message_suggestions and segment_rules, not \"" +
                                  std::string(request.task()) + "\"; configure a provider with a model"});
      return;
    }
    const auto brief = read_brief(request);
    if (!brief) {
      reply.fail(brief.error());
      return;
    }
    AiAnswer answer{.text = write(compose(*brief)), .model = "carillon-mock-1", .schema_enforced = true};
    if (brief->variants > kMaxVariants) {
      answer.warnings.push_back("variants is at most " + std::to_string(kMaxVariants));
    }
    if (request.temperature() >= 0) answer.warnings.push_back("temperature has no effect here");
    reply.delta(answer.text);
    reply.answer(answer);
  }

 private:
  static void answer_sentence(const AiRequest& request, Reply&& reply) {
    const auto read = read_sentence(request);
    if (!read) {
      reply.fail(read.error());
      return;
    }
    const AiAnswer answer{.text = write(*read), .model = "carillon-mock-1", .schema_enforced = true};
    reply.delta(answer.text);
    reply.answer(answer);
  }
};

}  // namespace
}  // namespace carillon::mock

CARILLON_MODULE(carillon::ai_provider<carillon::mock::Mock>(
    {.id = "mock",
     .name = "Built-in suggestions",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description =
         "Suggests messages from tables of proven copy and reads sentences about customers as rules; "
         "needs no key and no network",
     .config_schema = R"({"type": "object", "additionalProperties": false, "properties": {}})"}))
