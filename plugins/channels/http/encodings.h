// Hex, base64, percent-encoding, forms: bytes as vendors write them. [pure]
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::http_channel {

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
// nullopt when the text is none; letters of both alphabets, padding optional.
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_hex(std::string_view text);
// All but letters, digits and "-._~" as %XX.
std::string url_encoded(std::string_view text);

using Form = std::vector<std::pair<std::string, std::string>>;
// application/x-www-form-urlencoded. Never fails: what is not well-formed stays as it is.
Form read_form(std::string_view body);

bool same_ignoring_case(std::string_view a, std::string_view b);

}  // namespace carillon::http_channel
