// Whether bytes are UTF-8. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace carillon::api {

// The length of the character at the start of `text`, 1 to 4; 0 when no valid one starts there.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace carillon::api
