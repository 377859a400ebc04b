#include "app/cli/settings_check.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include <carillon/abi/ai.h>
#include <carillon/abi/channel.h>
#include <carillon/abi/queue.h>
#include <carillon/abi/storage.h>

namespace carillon::cli {
namespace {

// The place of the value at a key or, where the key has none of its own, of what is above or below it.
config::Fault fault_of(const config::Loaded& loaded, const config::Provider& provider, const std::string& key,
                       std::string detail) {
  std::string origin = provider.origin;
  for (const config::Shown& value : loaded.values) {
    if (value.key == key || value.key.starts_with(key + ".") || key.starts_with(value.key + ".")) {
      origin = value.origin;
    }
  }
  config::Fault fault{{}, 0, 0, key, std::move(detail)};
  const std::size_t colon = origin.rfind(':');
  if (colon == std::string::npos) {
    fault.detail += " (" + origin + ")";
    return fault;
  }
  fault.file = origin.substr(0, colon);
  std::from_chars(origin.data() + colon + 1, origin.data() + origin.size(), fault.line);
  return fault;
}

void check_one(const config::Loaded& loaded, const config::Provider& provider, const std::string& table,
               std::string_view kind, const plugins::Registry& registry, std::vector<config::Fault>& faults) {
  for (const Issue& issue : registry.check_settings(kind, provider.plugin, provider.settings)) {
    std::string key = table + (issue.code == "unknown_plugin" ? "/plugin" : issue.pointer);
    std::replace(key.begin(), key.end(), '/', '.');
    faults.push_back(fault_of(loaded, provider, key, issue.detail));
  }
}

}  // namespace

std::vector<config::Fault> check_settings(const config::Loaded& loaded, const plugins::Registry& registry) {
  std::vector<config::Fault> faults;
  check_one(loaded, loaded.config.storage, "storage", CRL_STORAGE_ID, registry, faults);
  if (loaded.config.queue.plugin != config::kEmbeddedQueue)
    check_one(loaded, loaded.config.queue, "queue", CRL_QUEUE_ID, registry, faults);
  for (const config::Provider& provider : loaded.config.channels) {
    check_one(loaded, provider, "channels." + provider.name, CRL_CHANNEL_ID, registry, faults);
  }
  for (const config::Provider& provider : loaded.config.ai) {
    check_one(loaded, provider, "ai." + provider.name, CRL_AI_ID, registry, faults);
  }
  return faults;
}

}  // namespace carillon::cli
