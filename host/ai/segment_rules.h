// The task "segment_rules": a sentence about customers becomes a rule, or is refused with the reason.
//
// What a provider returns is parsed, checked against a schema, and the rule compiled as any other would be; a
// rule with faults is given back to the provider once, with the faults. Nothing is stored. Thread safety: all
// calls from any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "ai/provider.h"
#include "base/issue.h"
#include "base/json.h"

namespace carillon::ai {

struct Named {
  std::string name, id;
};

struct RuleBrief {
  std::string prompt;
  std::string now, today, timezone;  // RFC 3339; a date in the zone; the zone's name
  std::string language;              // fields and operators in words, for models
  // What the shop has, as far as it was looked up: so that names are recognised.
  std::vector<std::string> categories, cities, tags, attributes;
  std::vector<Named> campaigns, segments;  // the newest
};

struct RuleSuggestion {
  json::value rule;
  std::string refusal;  // the reason; then there is no rule
  double confidence = 0;
  std::vector<std::string> unused, warnings;
  std::string provider, model;
};

// Every fault of a rule; none when it compiles.
using RuleFaults = std::function<Issues(const json::value& rule)>;

// Asks the providers in turn until one answers; a refusal is an answer. When all that came were rules with
// faults, that is a refusal, too. CRL_E_UNAVAILABLE, with every reason, when none answers.
Result<RuleSuggestion> suggest_rule(std::span<const Provider> providers, const RuleBrief& brief,
                                    const RuleFaults& faults_of);

}  // namespace carillon::ai
