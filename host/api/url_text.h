// Paths and queries of URLs, decoded. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::api {

// %XX decoded, and '+' as a space where `form` is set. nullopt: a broken escape, or the result is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool form = false);

// "a=1&b=2" in order of appearance; nullopt as above.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace carillon::api
