// Audiences made of audiences: any of these, and none of those.
//
// Works on compiled rules, so that what has no words in the rule language (a list of customers) takes part,
// and so that the limits of one rule do not bound the sum. All parts are of one instant. Pure.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "audience/audience.h"
#include "audience/plan.h"
#include "base/ids.h"

namespace carillon::audience {

using CompiledRule = std::shared_ptr<const Compiled>;

struct Part {
  std::string pointer;  // where it stands in what is combined; its own pointers follow
  CompiledRule rule;
  std::string words;  // what it is called, such as 'in the segment "Gold"'; empty: its own explanation
};

// Whoever is in the list. An empty list selects nobody.
CompiledRule customers(std::span<const Id> ids, std::int64_t now_us);

// All or any of the parts.
CompiledRule joined(PlanNode::Kind kind, std::span<const Part> parts, std::int64_t now_us);

// Any of the included, and none of the excluded.
CompiledRule combined(std::span<const Part> include, std::span<const Part> exclude, std::int64_t now_us);

}  // namespace carillon::audience
