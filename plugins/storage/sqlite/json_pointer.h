// Reads one scalar out of a JSON text without building a tree: SQLite's own path language cannot name every
// key (quotes, escapes), and looks a value's type and the value up in two passes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::sqlite {

// The text of the value at an RFC 6901 pointer, as it stands in the document; nullopt when there is none.
std::optional<std::string_view> json_at(std::string_view json, std::string_view pointer);

// A JSON string with its quotes, decoded; nullopt when it is none.
std::optional<std::string> json_string(std::string_view token);

}  // namespace carillon::sqlite
