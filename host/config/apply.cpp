#include "config/apply.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/nearest.h"
#include "config/keys.h"
#include "config/value_text.h"

namespace carillon::config {
namespace {

template <class T>
std::string expected(const Key& key) {
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_same_v<T, std::string>) return "a string";
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return "a list of strings";
  return "an integer from " + std::to_string(key.min) + " to " + std::to_string(key.max);
}

// Empty when the value was stored, else what was expected.
template <class T>
std::string store(const Key& key, const json::value& value, T& slot) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_bool()) return expected<T>(key);
    slot = value.get_bool();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return expected<T>(key);
    const std::string text(value.get_string());
    std::string wanted = key.fault == nullptr ? std::string() : key.fault(text);
    if (!wanted.empty()) return wanted;
    slot = text;
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    const auto* list = value.if_array();
    if (list == nullptr ||
        !std::all_of(list->begin(), list->end(), [](const auto& v) { return v.is_string(); })) {
      return expected<T>(key);
    }
    for (const json::value& item : *list) {
      std::string wanted = key.fault == nullptr ? std::string() : key.fault(std::string(item.get_string()));
      if (!wanted.empty()) return "a list of " + wanted;
    }
    slot.clear();
    for (const json::value& item : *list) slot.emplace_back(item.get_string());
  } else {
    if (!value.is_int64() || value.get_int64() < 0) return expected<T>(key);
    const auto number = static_cast<std::uint64_t>(value.get_int64());
    if (number < key.min || number > key.max) return expected<T>(key);
    slot = static_cast<T>(number);
  }
  return {};
}

json::value current(const Key& key, Config& config) {
  return std::visit([](const auto* slot) { return json::value_from(*slot); }, key.slot(config));
}

std::string unknown(const Path& path) {
  const std::vector<std::string> paths = paths_of(path.size() == 1 ? "" : path.front());
  std::string meant = nearest(dotted(path), paths);
  if (!meant.empty()) return "found an unknown key; did you mean " + meant + "?";
  std::vector<std::string> all;
  for (const Key& key : keys()) all.emplace_back(key.path);
  // A key in the wrong table has the right last name.
  for (const std::string& other : all) {
    if (other.ends_with("." + path.back())) return "found an unknown key; did you mean " + other + "?";
  }
  std::string detail = "found an unknown key; [" + path.front() + "] has";
  for (const std::string& known : paths) detail += " " + known.substr(known.find('.') + 1);
  return detail;
}

void apply_one(const Entry& entry, Config& config, Faults& faults) {
  const Key* key = find_key(dotted(entry.path));
  const bool is_empty_table = entry.value.is_object() && entry.value.get_object().empty();
  if (key == nullptr && entry.path.size() == 1) {
    if (is_empty_table) return;
    faults.push_back(fault_at(
        entry.value_at, entry.path,
        "found " + describe(entry.value, entry.secret) + ", expected a table: [" + entry.path.front() + "]"));
    return;
  }
  if (key == nullptr) {
    faults.push_back(fault_at(entry.key_at, entry.path, unknown(entry.path)));
    return;
  }
  const std::string wanted =
      std::visit([&](auto* slot) { return store(*key, entry.value, *slot); }, key->slot(config));
  if (!wanted.empty()) {
    faults.push_back(fault_at(entry.value_at, entry.path,
                              "found " + describe(entry.value, entry.secret) + ", expected " + wanted));
  }
}

const Entry* find_entry(const Entries& entries, std::string_view path) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [path](const Entry& entry) { return dotted(entry.path) == path; });
  return found == entries.end() ? nullptr : &*found;
}

// REQUIRES: both are integer keys. One fault, at the one of the two that was written last.
void check_order(const Entries& entries, Config& config, std::string_view small, std::string_view large,
                 Faults& faults) {
  const json::value low = current(*find_key(small), config), high = current(*find_key(large), config);
  if (low.to_number<std::uint64_t>() <= high.to_number<std::uint64_t>()) return;
  const Entry* entry = find_entry(entries, large);
  if (entry == nullptr) entry = find_entry(entries, small);
  if (entry == nullptr) return;
  faults.push_back(fault_at(entry->value_at, entry->path,
                            std::string(small) + " is " + json::serialize(low) + " and " +
                                std::string(large) + " is " + json::serialize(high) + "; expected " +
                                std::string(large) + " to be no less"));
}

bool is_provider_section(const std::string& name) {
  return name == "storage" || name == "queue" || name == "channels" || name == "ai";
}

}  // namespace

void apply_keys(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults) {
  for (const Entry& entry : entries) {
    if (!is_provider_section(entry.path.front())) apply_one(entry, config, faults);
  }
  check_order(entries, config, "delivery.retry_base_ms", "delivery.retry_max_ms", faults);
  check_order(entries, config, "ingest.queue_retry_base_ms", "ingest.queue_retry_max_ms", faults);
  check_order(entries, config, "delivery.chunk_size", "delivery.max_in_flight", faults);
  check_order(entries, config, "http.max_body_bytes", "http.max_bulk_bytes", faults);
  for (const Key& key : keys()) {
    const Entry* entry = find_entry(entries, key.path);
    std::string value = value_text(current(key, config));
    // One that is not there is none.
    const bool secret = entry != nullptr && entry->secret && value != R"("")" && value != "[]";
    if (secret) value = "(secret)";
    shown.push_back({std::string(key.path), std::move(value),
                     entry == nullptr ? "default" : origin_text(entry->value_at), secret});
  }
}

}  // namespace carillon::config
