// mock: an AI provider that needs no key and no network. It reads the objective with tables and answers the
// task "message_suggestions"; whatever else it is asked it does not pretend to know.
#include <string>

#include <carillon/ai.hpp>
#include <carillon/json_text.hpp>

#include "compose.h"

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

class Mock final : public AiProvider {
 public:
  void complete(const AiRequest& request, Reply&& reply) override {
    if (request.task() != "message_suggestions") {
      reply.fail({CRL_E_UNSUPPORTED, "the mock provider answers only message_suggestions, not \"" +
                                         std::string(request.task()) +
                                         "\"; configure a provider with a model"});
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
};

}  // namespace
}  // namespace carillon::mock

CARILLON_MODULE(carillon::ai_provider<carillon::mock::Mock>(
    {.id = "mock",
     .name = "Built-in suggestions",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Suggests messages from tables of proven copy; needs no key and no network",
     .config_schema = R"({"type": "object", "additionalProperties": false, "properties": {}})"}))
