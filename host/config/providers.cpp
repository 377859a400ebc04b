#include "config/providers.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "config/limits.h"
#include "config/value_text.h"

namespace carillon::config {
namespace {

bool good_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

void set(json::object& settings, std::span<const std::string> path, const json::value& value) {
  if (path.size() == 1) {
    settings[path.front()] = value;
    return;
  }
  json::value& inner = settings[path.front()];
  if (!inner.is_object()) inner = json::object{};
  set(inner.get_object(), path.subspan(1), value);
}

void show(const Entry& entry, std::vector<Shown>& shown) {
  shown.push_back({dotted(entry.path), entry.secret ? "(secret)" : value_text(entry.value),
                   origin_text(entry.value_at), entry.secret});
}

// One leaf of a provider's table; `depth` parts of its path name the provider.
void take(const Entry& entry, std::size_t depth, Provider& provider, Faults& faults) {
  const std::span<const std::string> rest = std::span(entry.path).subspan(depth);
  if (entry.path.front() == "channels" && rest.front() == "limits") {
    if (rest.size() > 1) return apply_limit(entry, rest.subspan(1), provider.limits, faults);
    if (entry.value.is_object()) return;
    faults.push_back(fault_at(entry.value_at, entry.path,
                              "found " + describe(entry.value, false) + ", expected a table of limits"));
    return;
  }
  if (rest.size() != 1 || rest.front() != "plugin") {
    set(provider.settings, rest, entry.value);
    return;
  }
  provider.origin = origin_text(entry.key_at);
  const auto* id = entry.value.if_string();
  if (id != nullptr && !id->empty()) {
    provider.plugin = std::string(*id);
    return;
  }
  faults.push_back(fault_at(entry.value_at, entry.path,
                            "found " + describe(entry.value, false) +
                                ", expected the id of a plugin as listed by "
                                "`carillon plugin list`"));
}

Provider& named(std::vector<Provider>& providers, const Entry& entry, std::string_view section,
                Faults& faults) {
  const std::string& name = entry.path[1];
  const auto found =
      std::find_if(providers.begin(), providers.end(), [&](const Provider& p) { return p.name == name; });
  if (found != providers.end()) return *found;
  if (!good_name(name)) {
    faults.push_back(fault_at(entry.key_at, {std::string(section), name},
                              "found the name \"" + name +
                                  "\", expected 1 to 64 of a-z, 0-9, '_' and '-': it is part of addresses"));
  }
  return providers.emplace_back(Provider{name, {}, {}, origin_text(entry.key_at)});
}

void apply_section(const Entries& entries, std::string_view section, std::vector<Provider>& providers,
                   std::vector<Shown>& shown, Faults& faults) {
  std::vector<std::pair<std::string, Origin>> first;  // where each provider was first spoken of
  for (const Entry& entry : entries) {
    if (entry.path.front() != section) continue;
    const bool is_empty_table = entry.value.is_object() && entry.value.get_object().empty();
    if (entry.path.size() < 3) {
      if (!is_empty_table) {
        const std::string example = entry.path.size() == 2 ? entry.path[1] : "NAME";
        faults.push_back(fault_at(entry.value_at, entry.path,
                                  "found " + describe(entry.value, entry.secret) + ", expected a table [" +
                                      std::string(section) + "." + example + "] with plugin = \"...\""));
      }
      if (entry.path.size() < 2 || !is_empty_table) continue;
    }
    const std::size_t before = providers.size();
    Provider& provider = named(providers, entry, section, faults);
    if (providers.size() != before) first.emplace_back(provider.name, entry.key_at);
    if (entry.path.size() < 3) continue;
    take(entry, 2, provider, faults);
    show(entry, shown);
  }
  for (const auto& [name, origin] : first) {
    const Path path{std::string(section), name};
    const bool has_plugin = std::any_of(entries.begin(), entries.end(), [&path](const Entry& entry) {
      return entry.path.size() == 3 && entry.path[0] == path[0] && entry.path[1] == path[1] &&
             entry.path[2] == "plugin";
    });
    const auto limited = std::find_if(providers.begin(), providers.end(),
                                      [&name = name](const Provider& p) { return p.name == name; });
    if (limited != providers.end()) finish_limits(origin, path, limited->limits, faults);
    if (!has_plugin) {
      faults.push_back(fault_at(origin, path,
                                dotted(path) + " does not say which plugin it is; add plugin = \"...\", "
                                               "an id as listed by `carillon plugin list`"));
    }
  }
}

// A section that is one provider.
void apply_single(const Entries& entries, Provider& provider, std::vector<Shown>& shown, Faults& faults) {
  for (const Entry& entry : entries) {
    if (entry.path.front() != provider.name) continue;
    if (entry.path.size() > 1) {
      take(entry, 1, provider, faults);
      show(entry, shown);
    } else if (!entry.value.is_object()) {
      faults.push_back(fault_at(
          entry.value_at, entry.path,
          "found " + describe(entry.value, entry.secret) + ", expected a table: [" + provider.name + "]"));
    }
  }
}

void apply_queue(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults) {
  apply_single(entries, config.queue, shown, faults);
  if (config.queue.plugin != kEmbeddedQueue) return;
  for (const Entry& entry : entries) {
    if (entry.path.size() < 2 || entry.path[0] != "queue" || entry.path[1] == "plugin") continue;
    faults.push_back(fault_at(entry.key_at, entry.path,
                              "found a setting, but the embedded queue has none; add plugin = \"...\", an id "
                              "as listed by `carillon plugin list`"));
  }
}

void apply_storage(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults) {
  apply_single(entries, config.storage, shown, faults);
  if (config.storage.plugin == "sqlite" && !config.storage.settings.contains("path")) {
    const std::string path = (std::filesystem::path(config.data_dir) / "carillon.db").string();
    config.storage.settings["path"] = path;
    shown.push_back({"storage.path", json::serialize(json::value(path)), "default", false});
  }
}

}  // namespace

void put_default_providers(Entries& entries) {
  const auto speaks_of = [&entries](std::string_view section) {
    return std::any_of(entries.begin(), entries.end(),
                       [section](const Entry& e) { return e.path.front() == section; });
  };
  const auto add = [&entries](Path path, std::string_view value) {
    put(entries, {std::move(path), json::value(value), {}, {}, false});
  };
  const bool channels = speaks_of("channels"), ai = speaks_of("ai");
  const bool storage = std::any_of(entries.begin(), entries.end(), [](const Entry& e) {
    return e.path == Path{"storage", "plugin"} || (e.path == Path{"storage"} && !e.value.is_object());
  });
  if (!storage) add({"storage", "plugin"}, "sqlite");
  if (!speaks_of("queue")) add({"queue", "plugin"}, kEmbeddedQueue);
  if (!channels) add({"channels", "sms", "plugin"}, "sms_sim");
  if (!channels) add({"channels", "email", "plugin"}, "email_sim");
  if (!ai) add({"ai", "builtin", "plugin"}, "mock");
}

void apply_providers(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults) {
  apply_storage(entries, config, shown, faults);
  apply_queue(entries, config, shown, faults);
  apply_section(entries, "channels", config.channels, shown, faults);
  apply_section(entries, "ai", config.ai, shown, faults);
}

}  // namespace carillon::config
