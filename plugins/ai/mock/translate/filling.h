// Which parts of a sentence go into a frame, and how two of a kind are one. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "translate/frame.h"
#include "translate/items.h"

namespace carillon::translate {

// Whether the part says something that the frame's verb can have.
bool accepts(const Frame& frame, const Item& item);
// "placed" + "their last order", "spent over 5000" + "in orders": the verb that comes is taken into the one
// before. False: it stands for itself. `frame` is moved from only if it is taken.
bool absorb(Frame& before, Frame& frame);
// Whether the frame has a part of the kind already.
bool filled(const Frame& frame, Item::Kind kind);
void clear(Frame& frame, Item::Kind kind);
// "since March" + "until May", "over 5" + "under 10": both hold. False: they do not go together.
bool combine(Frame& frame, const Item& item);
bool combine_amount(Frame& frame, const Item& item);

// "ordered five times, but not in May": not at all in May, rather than not five times. "5 orders, none above
// 900": no such order. `none`: "nothing on shoes". Tells of what may be doubted.
void keep_when_negated(Frame& copy, Item::Kind kind, bool none, std::vector<std::string>& notes);
// "more than 3 orders but no more than 10": the number is of orders again.
bool counts_again(const Frame& frame, const Item& item);
// False: both are borders of the same side.
bool combine_count(Frame& frame, const Compare& more);
// "used to buy, but not in the last 90 days": since when they have ceased to.
bool ceases(const Frame& frame, const Item& item);

// The numbers as ages in years; nothing when they can be none.
std::optional<Rule> age_of(const Compare& compare);

}  // namespace carillon::translate
