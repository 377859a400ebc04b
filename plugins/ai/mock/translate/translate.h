// A sentence about customers becomes a rule, or is refused with the reason. Pure and deterministic.
//
// Nothing of the sentence is dropped in silence: what carries no condition is known to carry none, and a
// word that is not understood refuses the whole. Never fails for any bytes; bounded in time by steps.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::translate {

inline constexpr std::size_t kLongestPrompt = 2000;  // bytes
inline constexpr std::size_t kMostTokens = 300;      // words, numbers and signs

// What a sentence may call by its name.
struct Named {
  std::string name, id;
};

struct Question {
  std::string_view prompt;
  std::int64_t today = 0;  // days since 1970-01-01, in the organisation's zone
  // What the shop is known to have; may be empty.
  std::vector<std::string> categories, cities, tags;
  std::vector<std::string> attributes{};  // paths such as "loyalty.tier"
  std::vector<Named> campaigns{}, segments{};
};

struct Answer {
  std::string rule;     // JSON; empty when refused
  std::string refusal;  // the reason
  double confidence = 0;
  std::vector<std::string> unused, warnings;
};

Answer translate(const Question& question);

}  // namespace carillon::translate
