// How far a word reaches over what "or" joins: whether "not" is of both sides, and where what is said of one
// side may be meant of both. Pure.
#pragma once

#include <cstddef>

#include "translate/connective.h"
#include "translate/row.h"

namespace carillon::translate {

// The units of both sides: the left from its first to where the words that join begin, the right from its
// first on.
struct Sides {
  std::size_t left = 0, left_end = 0, right = 0, right_end = 0;
};

// "women or VIPs in Pune", "in Pune with 5 orders or a phone": the doubt in words; nullptr: there is none.
const char* doubt_of_or(const Row& row, const Connective& joint, const Sides& sides);

// "no orders or with a spend below 500", "not from Pune or have spent 900": "not" does not reach over the
// "or". `joined`: where the words that join end; `last`, `first`: the units before and after them.
bool not_ends(const Assembly& assembly, std::size_t joined, std::size_t last, std::size_t first);

}  // namespace carillon::translate
