// The command line as one typed value. Parsing does nothing else: it reads no file and starts nothing.
//
// Thread safety: parse() from any thread; it keeps nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace carillon::cli {

struct ServeCommand {
  std::optional<std::filesystem::path> config;
  config::Overrides overrides;
};

// At least one of the files is given.
struct ImportCommand {
  std::optional<std::filesystem::path> customers, orders;
  std::string customers_map, orders_map;  // what their columns mean, as the API's `map`
  std::string url = "http://127.0.0.1:8080";
  std::uint64_t batch_bytes = 4U << 20;
};

struct ConfigCommand {
  enum class What { kCheck, kShow } what = What::kCheck;
  std::optional<std::filesystem::path> config;
  config::Overrides overrides;
};

struct PluginListCommand {
  std::optional<std::filesystem::path> config;
  bool json = false;
};

struct PluginInspectCommand {
  std::filesystem::path file;
  bool json = false;
};

struct PluginCheckCommand {
  std::filesystem::path file;
  std::vector<std::string> settings;  // key=value
};

struct StorageCommand {
  enum class What { kStatus, kMigrate, kCheck, kCopy } what = What::kStatus;
  std::optional<std::filesystem::path> config;
  config::Overrides overrides;
  bool repair = false;   // check
  std::string from, to;  // copy: the id of a storage plugin or a configuration file
  bool over = false;     // copy
};

struct VersionCommand {};

using Command = std::variant<ServeCommand, ImportCommand, ConfigCommand, PluginListCommand,
                             PluginInspectCommand, PluginCheckCommand, StorageCommand, VersionCommand>;

// The command, or the exit code when there is none to run: help was asked for (kOk, on `out`) or the line was
// not understood (kUsage, with what was found and where the help is, on `err`).
std::variant<Command, int> parse(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

std::string_view version();

}  // namespace carillon::cli
