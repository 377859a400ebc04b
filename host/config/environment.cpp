#include "config/environment.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/nearest.h"
#include "config/keys.h"
#include "config/toml_reader.h"

namespace carillon::config {
namespace {

constexpr std::string_view kPrefix = "CARILLON__";

std::string shouted(std::string_view path) {
  std::string name(kPrefix);
  for (const char c : path) {
    if (c == '.') name += "__";
    if (c != '.') name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

std::string plain(std::string_view part) {
  std::string out;
  for (const char c : part) {
    out += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

Path split(std::string_view name) {
  Path path;
  while (true) {
    const std::size_t end = name.find("__");
    path.push_back(plain(name.substr(0, end)));
    if (end == std::string_view::npos) return path;
    name.remove_prefix(end + 2);
  }
}

// Gives the parts of `path` the spelling of an entry that begins with the same ones.
void respell(Path& path, const Entries& entries) {
  std::size_t longest = 0;
  Path spelling;
  for (const Entry& entry : entries) {
    const std::size_t most = std::min(path.size(), entry.path.size());
    std::size_t same = 0;
    while (same < most && plain(entry.path[same]) == path[same]) ++same;
    if (same > longest) {
      longest = same;
      spelling.assign(entry.path.begin(), entry.path.begin() + static_cast<std::ptrdiff_t>(same));
    }
  }
  std::copy(spelling.begin(), spelling.end(), path.begin());
}

std::string unknown(const std::string& variable) {
  std::vector<std::string> names;
  for (const Key& key : keys()) names.push_back(shouted(key.path));
  const std::string meant = nearest(variable, names);
  if (!meant.empty()) return "no key has this name; did you mean " + meant + "?";
  return "no key has this name; expected CARILLON__SECTION__KEY as listed by `carillon config show`, or "
         "CARILLON__CHANNELS__NAME__SETTING";
}

bool is_setting(const Path& path) {
  if (path.front() == "storage" || path.front() == "queue") return path.size() >= 2;
  return (path.front() == "channels" || path.front() == "ai") && path.size() >= 3;
}

json::value value_of(const Key* key, const Path& path, const std::string& text) {
  Config scratch;
  const bool is_text = key != nullptr && std::holds_alternative<std::string*>(key->slot(scratch));
  const bool is_list =
      key != nullptr && std::holds_alternative<std::vector<std::string>*>(key->slot(scratch));
  json::value value = parse_loose(text);
  const bool wants_text = is_text || (key == nullptr && names_secret(path.back()));
  if (wants_text && !value.is_string()) return json::value(text);
  if (is_list && !value.is_array()) return json::array{std::move(value)};
  return value;
}

}  // namespace

void read_environment(const Environment& environment, Entries& entries, Faults& faults) {
  for (auto it = environment.lower_bound(std::string(kPrefix));
       it != environment.end() && it->first.starts_with(kPrefix); ++it) {
    const auto& [name, text] = *it;
    const Origin origin{Origin::Kind::kVariable, name, 0, 0};
    Path path = split(std::string_view(name).substr(kPrefix.size()));
    const Key* key = find_key(dotted(path));
    const bool complete =
        std::none_of(path.begin(), path.end(), [](const std::string& p) { return p.empty(); });
    if (!complete || (key == nullptr && !is_setting(path))) {
      faults.push_back(fault_at(origin, path, unknown(name)));
      continue;
    }
    respell(path, entries);
    json::value value = value_of(key, path, text);
    put(entries, {std::move(path), std::move(value), origin, origin, false});
  }
}

}  // namespace carillon::config
