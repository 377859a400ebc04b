// What joins one part of a sentence to the next, and how tightly.
//
// From loose to tight: a new sentence and "only if"; "or anybody ..."; except, unless, a comma; or; and;
// parts that stand beside each other; a list of one field. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "translate/row.h"

namespace carillon::translate {

enum Strength { kWeakest = 0, kAlternative = 1, kLoose = 2, kOr = 3, kAnd = 4, kBeside = 5, kSame = 6 };

struct Connective {
  Strength strength = kBeside;
  enum class Meaning { kAnd, kOr, kExcept, kThen } meaning = Meaning::kAnd;
  std::size_t units = 0;  // that it takes up
  bool comma = false, plain_comma = false;
};

// Where a part stands.
struct Within {
  bool either = false;  // "either A or B"
  bool clause = false;  // "who ...", and no list in it: ", or staff" is no part of it
};

// What joins the part that ended before `from` to the next; nullopt: the group ends there.
std::optional<Connective> connective(const Row& row, std::size_t from, Within within);

}  // namespace carillon::translate
