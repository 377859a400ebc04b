// Why a rule selects a customer, or does not: the verdict of each of its conditions and groups.
//
// Thread safety: that of the session.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audience/audience.h"
#include "base/ids.h"

namespace carillon::audience {

struct Verdict {
  std::string pointer;
  std::string_view kind;  // "all", "any", "not", "segment", "condition"
  std::string words;      // of a condition or a segment
  std::string field;      // that a condition looks at; empty: none, or more than one
  bool holds = false;
};

struct Judgement {
  bool selected = false;
  std::vector<Verdict> parts;  // the rule itself first, then what is in it; a segment stands for its rule
};

// REQUIRES: the customer exists. Judged as every evaluation judges it: by storage, and by the operators of
// conditions that storage cannot decide.
Result<Judgement> judge(store::Session& session, const Compiled& rule, Id customer);

}  // namespace carillon::audience
