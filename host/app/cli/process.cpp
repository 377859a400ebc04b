#include "app/cli/process.h"

#include <cstdlib>
#include <iostream>
#include <system_error>

#include <unistd.h>

namespace carillon::cli {

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::vector<std::filesystem::path> plugin_folders(const config::Config& config) {
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const char* named = std::getenv("CARILLON_PLUGIN_DIR");
  if (named != nullptr && *named != '\0') {
    folders.emplace_back(named);
  } else if (!error) {
    folders.push_back((program.parent_path() / ".." / "lib" / "carillon" / "plugins").lexically_normal());
  }
  for (const std::string& folder : config.plugins.folders) folders.emplace_back(folder);
  return folders;
}

Console Console::standard_output() { return {std::cout, ::isatty(STDOUT_FILENO) == 1}; }
Console Console::standard_error() { return {std::cerr, ::isatty(STDERR_FILENO) == 1}; }

std::string Console::painted(std::string_view text, std::string_view code) const {
  const char* no_colour = std::getenv("NO_COLOR");
  if (!terminal_ || (no_colour != nullptr && *no_colour != '\0')) return std::string(text);
  return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

}  // namespace carillon::cli
