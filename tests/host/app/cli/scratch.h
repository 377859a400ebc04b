// A folder that is gone after the test, and consoles that keep what was said.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "app/cli/process.h"

namespace carillon::cli {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "carillon-cli-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

class KeptConsole {
 public:
  explicit KeptConsole(bool terminal = false) : console(text_, terminal) {}
  std::string text() const { return text_.str(); }
  bool says(std::string_view words) const { return text().find(words) != std::string::npos; }

 private:
  std::ostringstream text_;

 public:
  Console console;
};

}  // namespace carillon::cli
