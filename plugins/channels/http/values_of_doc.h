// Finding values in what a vendor sent. [pure]
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/config.hpp>

namespace carillon::http_channel {

// A text, number or truth value as text; nullopt for anything else.
std::optional<std::string> scalar_text(const Doc& doc);

// The pointers of all values that a pattern names: "/entry/*/statuses/*", where "*" is every member of a
// list.
// "" is the document itself.
std::vector<std::string> find_all(const Doc& root, std::string_view pattern);

// A pointer as seen from an item: "/status" inside it, or "2/requestId" in what holds it two levels up.
std::string resolved(std::string_view item, std::string_view pointer);

}  // namespace carillon::http_channel
