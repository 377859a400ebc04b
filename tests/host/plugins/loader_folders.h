// Where the build put the plugins that these tests load.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace carillon::plugins {

inline std::filesystem::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::filesystem::path("set-" + std::string(variable))
                          : std::filesystem::path(value);
}
inline std::filesystem::path good_plugins() { return folder_of("CARILLON_LOADER_DIR") / "good"; }
inline std::filesystem::path bad_plugins() { return folder_of("CARILLON_LOADER_DIR") / "bad"; }
inline std::filesystem::path foreign_bad_plugins() { return folder_of("CARILLON_BAD_PLUGINS"); }

}  // namespace carillon::plugins
