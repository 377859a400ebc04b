// What a command knows of the process around it: the environment, where plugins are, where text goes.
//
// Thread safety: all calls from any thread, as long as nobody changes the environment.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace carillon::cli {

std::map<std::string, std::string> process_environment();

// Where plugins are looked for, in order: $CARILLON_PLUGIN_DIR, else the built-in folder beside the program
// (../lib/carillon/plugins); then those of the configuration.
std::vector<std::filesystem::path> plugin_folders(const config::Config& config);

// A stream and what it can show. Colours only on a terminal, and not when NO_COLOR is set.
class Console {
 public:
  Console(std::ostream& stream, bool terminal) : stream_(stream), terminal_(terminal) {}
  static Console standard_output();
  static Console standard_error();

  std::ostream& stream() { return stream_; }
  bool terminal() const { return terminal_; }
  std::string good(std::string_view text) const { return painted(text, "32"); }
  std::string bad(std::string_view text) const { return painted(text, "31;1"); }
  std::string faint(std::string_view text) const { return painted(text, "2"); }
  std::string bold(std::string_view text) const { return painted(text, "1"); }

 private:
  std::string painted(std::string_view text, std::string_view code) const;

  std::ostream& stream_;
  bool terminal_;
};

}  // namespace carillon::cli
