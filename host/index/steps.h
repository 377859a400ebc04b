// What single steps say of the rows of a lane, once their arguments are there.
#pragma once

#include "index/frame.h"

namespace carillon::index {

// Any step but kOver, which is gathered from the rows of its relation.
void take(const Step& step, Frame& frame, Slot& out, const Lane& lane);

// Times against a moment, most of them by their sketch; false where there is none. The gap around the moment
// is found on the way.
bool since_in_place(const Step& step, const Lane& lane, Gap& gap, Bits& out);

// The values of a step, brought when they are first asked for.
const Slot& values_of(Frame& frame, std::uint32_t id, const Lane& lane);

}  // namespace carillon::index
