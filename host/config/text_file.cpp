#include "config/text_file.h"

#include <fstream>
#include <iterator>
#include <system_error>

namespace carillon::config {

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::error_code ignored;
  // A folder opens like a file and throws when it is read.
  if (std::filesystem::is_directory(file, ignored)) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  if (!in.is_open()) return std::nullopt;
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return std::nullopt;
  return text;
}

}  // namespace carillon::config
