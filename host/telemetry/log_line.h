// One event as text: the two shapes that a log line may have. Pure functions.
//
// Whatever a plugin or a client put into a message or a field, the result is one line of valid UTF-8: control
// characters are escaped, so that nobody can forge a second line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "telemetry/log.h"

namespace carillon::log {

std::string_view level_name(Level level);

// `message key=value key="a value"`; the time and the level stand before it and are the sink's.
std::string human_line(std::string_view message, const Fields& fields);

// {"ts":...,"level":...,"msg":...,"key":"value"}. A field that is named like one of the first three, or like
// an earlier field, gets "_" at the end of its name.
std::string json_line(std::int64_t at_us, Level level, std::string_view message, const Fields& fields);

}  // namespace carillon::log
