// Patterns over words, and what they mean.
//
// A pattern has a name, elements and an action; several patterns of one name are alternatives. Elements:
//   word  a|b|in_the   one of these words ('_' stands for a space)
//   <class>            a word of that class of the lexicon; its value is handed to the action
//   ~class             the same without handing it over
//   $name              a pattern, or one of the built-in ones: num, length, days, quoted, open, any, theirs,
//                      campaign, campaignpart, segment, segmentpart
//   ...?               may be left out; what it would have handed over is then a Value of type kNone
// An action that returns a Value of type kNone refuses the match. Patterns must not start with themselves.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "translate/sentence.h"
#include "translate/value.h"

namespace carillon::translate {

using Captures = std::span<const Value>;
using Action = Value (*)(const Sentence&, Captures);

struct Pattern {
  std::string_view name, elements;
  Action action;
};

// The tables, by what they speak of.
std::span<const Pattern> amount_patterns();
std::span<const Pattern> time_patterns();
std::span<const Pattern> order_patterns();
std::span<const Pattern> people_patterns();
std::span<const Pattern> contact_patterns();
std::span<const Pattern> rank_patterns();
std::span<const Pattern> link_patterns();

inline constexpr std::size_t kMostNames = 20;  // of one list

struct Found {
  std::size_t end = 0;
  Value value;
};

// Matches patterns in one sentence; remembers what it found. For one thread.
class Matcher {
 public:
  explicit Matcher(const Sentence& sentence);
  // Every way in which `name` matches from the token on, the best for each end.
  const std::vector<Found>& match(std::string_view name, std::size_t at);
  std::size_t steps() const { return steps_; }

 private:
  struct Element;
  struct Compiled;
  struct Grammar;
  static const Grammar& grammar();

  void walk(const Compiled& pattern, std::size_t element, std::size_t at, std::vector<Value>& captured,
            std::vector<Found>& out);
  std::vector<Found> built_in(std::string_view name, std::size_t at) const;

  const Sentence& s_;
  struct Known {
    bool made = false;
    std::vector<Found> found;
  };
  const std::vector<Found>& match(std::size_t pattern, std::size_t at);

  std::vector<std::vector<Lexicon::Reading>> readings_;  // by token
  std::vector<std::vector<Known>> known_;                // by pattern and token
  std::size_t steps_ = 0;
};

}  // namespace carillon::translate
