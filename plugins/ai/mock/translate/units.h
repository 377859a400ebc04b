// The parts of a sentence put together: what goes with a head is in its frame; between the conditions stand
// the words that join them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "translate/frame.h"
#include "translate/items.h"

namespace carillon::translate {

struct Unit {
  enum class Kind { kCondition, kFrame, kLink, kSubject };
  Kind kind = Kind::kCondition;
  std::string word;         // of a link or subject; the field of a condition
  Rule rule;                // of a condition
  std::size_t frame = 0;    // index
  bool own_clause = false;  // it has a finite verb of its own
  bool crowd = false;       // a noun for several people: "VIPs", "women"
  bool continues = false;   // a frame that repeats the verb of the one before it: "in March or April"
  std::size_t from = 0, to = 0;
};

struct Assembly {
  std::vector<Unit> units;
  std::vector<Frame> frames;
  std::vector<std::string> notes, unused;
  std::string refusal;  // empty: none
};

Assembly assemble(const Sentence& sentence, const std::vector<Item>& items);

}  // namespace carillon::translate
