#include <algorithm>
#include <tuple>
#include <utility>

#include "config/apply.h"
#include "config/config.h"
#include "config/environment.h"
#include "config/providers.h"
#include "config/secrets.h"
#include "config/toml_reader.h"

namespace carillon::config {
namespace {

void put_overrides(const Overrides& overrides, Entries& entries) {
  const auto add = [&entries](Path path, json::value value, std::string option) {
    const Origin origin{Origin::Kind::kOption, std::move(option), 0, 0};
    put(entries, {std::move(path), std::move(value), origin, origin, false});
  };
  if (overrides.data_dir) add({"data_dir"}, json::value(*overrides.data_dir), "--data");
  if (overrides.port) add({"http", "port"}, json::value(std::int64_t{*overrides.port}), "--port");
}

}  // namespace

LoadResult load(const std::optional<std::filesystem::path>& file,
                const std::map<std::string, std::string>& environment, const Overrides& overrides) {
  Faults faults;
  Entries entries;
  if (file) read_toml(*file, entries, faults);
  put_default_providers(entries);
  read_environment(environment, entries, faults);
  put_overrides(overrides, entries);
  resolve_secrets(entries, environment, file ? file->parent_path() : std::filesystem::path(), faults);

  Loaded loaded;
  apply_keys(entries, loaded.config, loaded.values, faults);
  apply_providers(entries, loaded.config, loaded.values, faults);
  if (faults.empty()) return loaded;

  // Those of the file first, as a reader meets them; those of no line after.
  std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
    return std::tuple(a.file.empty(), a.line, a.column) < std::tuple(b.file.empty(), b.line, b.column);
  });
  return faults;
}

}  // namespace carillon::config
