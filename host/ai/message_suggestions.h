// The task "message_suggestions": an objective becomes a few messages to choose from.
//
// What a provider returns is parsed, checked against a schema, and each template compiled as a campaign's
// would be; suggestions that fail are left out, and when none is left that is the answer. Thread safety: all
// calls from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "ai/provider.h"
#include "base/json.h"

namespace carillon::ai {

struct Suggestion {
  std::optional<std::string> subject;
  std::string text, tone, rationale;
};

struct SuggestionBrief {
  std::string objective, audience, channel, brand, tone;
  std::optional<std::int64_t> audience_size;
  std::int64_t variants = 3;
};

struct Suggestions {
  std::vector<Suggestion> suggestions;
  std::string provider, model;
  std::vector<std::string> warnings;
};

// Why a template cannot be used; nothing when it can.
using TemplateFault = std::function<std::optional<std::string>(const Suggestion&)>;

// Asks the providers in turn until one answers. CRL_E_UNAVAILABLE, with every reason, when none does.
Result<Suggestions> suggest_messages(std::span<const Provider> providers, const SuggestionBrief& brief,
                                     const TemplateFault& fault_of);

}  // namespace carillon::ai
