// The table of the host's own keys: one row is all there is to say of a key.
//
// Reading, `config show`, the faults and the test of config/carillon.toml are driven by it; a new key is a
// member of Config and a row here. Thread safety: constant.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.h"

namespace carillon::config {

using Slot = std::variant<std::string*, bool*, std::uint16_t*, std::uint32_t*, std::uint64_t*,
                          std::vector<std::string>*>;

struct Key {
  std::string_view path;           // "http.port"; a top-level key has no dot
  Slot (*slot)(Config&);           // where the value lives; its type is the key's type
  std::string_view doc;            // one sentence
  std::uint64_t min = 0, max = 0;  // of a number, both included
  // Of a string, or of each of a list: empty when it is good, else what was expected.
  std::string (*fault)(const std::string&) = nullptr;
};

std::span<const Key> keys();
const Key* find_key(std::string_view path);

// The tables at the top of a file: http, log, ... and storage, channels, ai.
bool is_section(std::string_view name);
std::vector<std::string> section_names();
// Full paths of the keys of one section; of the top-level keys for "".
std::vector<std::string> paths_of(std::string_view section);

}  // namespace carillon::config
