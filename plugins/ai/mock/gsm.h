// The GSM 7-bit alphabet of SMS (3GPP 23.038), in which one message holds 160 characters. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace carillon::mock {

// The septets that the UTF-8 text takes; nullopt when it has a character that GSM lacks.
std::optional<std::size_t> gsm_length(std::string_view text);

}  // namespace carillon::mock
