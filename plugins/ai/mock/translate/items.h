// A sentence as a row of parts: conditions, heads ("bought", "spent"), what goes with a head, words that
// join.
//
// Of all ways to cut the sentence into parts the one is taken that leaves the least over. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "translate/grammar.h"
#include "translate/sentence.h"
#include "translate/value.h"

namespace carillon::translate {

struct Item {
  enum class Kind {
    kFiller,
    kCondition,
    kHead,
    kAmount,
    kTotal,
    kCount,
    kQuantity,
    kPrice,
    kWindow,
    kCategory,
    kNotCategory,
    kMarker,
    kLink,
    kSubject,
    kReject,
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  Value value;
  std::size_t from = 0, to = 0;  // tokens
};

std::vector<Item> cut(const Sentence& sentence);

}  // namespace carillon::translate
