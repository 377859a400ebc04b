// RFC 4648 base64url without padding; each text has one spelling only. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::links {

std::string to_base64url(std::string_view bytes);
// nullopt: not what to_base64url() makes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace carillon::links
