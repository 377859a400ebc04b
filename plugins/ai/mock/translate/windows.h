// When: a window put into the frame of its verb. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "translate/frame.h"

namespace carillon::translate {

// False: "3 months ago" is neither a day nor a span.
bool set_window(Frame& frame, const Value& said, std::int64_t today);
// "last order not in the last 60 days": before that. False: what lies on the other side is not known.
bool set_other_side(Frame& frame, const Value& said, std::int64_t today);
// What begins where the frame's window ends; nullopt: it has no end.
std::optional<std::pair<std::string, std::string>> past_window(const Frame& frame, std::int64_t today);

}  // namespace carillon::translate
