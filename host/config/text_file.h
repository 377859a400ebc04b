// A whole file as text. Thread safety: all calls from any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace carillon::config {

// nullopt when there is no such file, it may not be read, or it is a folder.
std::optional<std::string> read_text(const std::filesystem::path& file);

}  // namespace carillon::config
