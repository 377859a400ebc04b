// The door to toml++: TOML text in, entries with their places out.
#pragma once

#include <filesystem>
#include <string_view>

#include "config/entry.h"

namespace carillon::config {

// Reads a file. One that cannot be read, or is no TOML, is a fault; so is a table that nobody knows.
void read_toml(const std::filesystem::path& file, Entries& entries, Faults& faults);

// One value as TOML writes it: true, 12, 0.5, "text", ["a", "b"]. Anything else is a string as it stands.
json::value parse_loose(std::string_view text);

}  // namespace carillon::config
