// One value of the configuration on its way from where it was written to where it is used.
//
// The file, the environment and the command line are all read into entries, so that everything after reading
// is done once: merging, secrets, types, bounds. Value types.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "config/config.h"

namespace carillon::config {

using Path = std::vector<std::string>;

struct Origin {
  enum class Kind { kDefault, kFile, kVariable, kOption } kind = Kind::kDefault;
  std::string name;  // the file, the variable or the option
  std::uint32_t line = 0, column = 0;
};

// A leaf: any value but a table that has keys. An empty table is a leaf, for it says that a provider exists.
struct Entry {
  Path path;
  json::value value;
  Origin key_at, value_at;
  bool secret = false;
};

// Invariant: no entry's path is a prefix of another's.
using Entries = std::vector<Entry>;
using Faults = std::vector<Fault>;

// Adds an entry; those at, below or above its path give way.
void put(Entries& entries, Entry entry);

std::string dotted(const Path& path);
std::string origin_text(const Origin& origin);

// A fault of a key; one that came from a variable or an option is named by that.
Fault fault_at(const Origin& origin, const Path& path, std::string detail);

// `the string "8080"`, `the integer 8080`, `a list`; a secret's text is not told.
std::string describe(const json::value& value, bool secret);

// True for keys such as "password", "api_key" and "X-Auth-Token".
bool names_secret(std::string_view key);

}  // namespace carillon::config
