// The configuration as one typed value, with the place that every value came from.
//
// Order of precedence: command line, environment (CARILLON__HTTP__PORT), file, default.
// Value type; immutable after load. Secrets are resolved (`${ENV}`, `file:path`) and marked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"

namespace carillon::config {

// One configured use of a plugin: [channels.NAME], [ai.NAME], [storage].
struct Provider {
  std::string name;       // NAME; "storage" for the storage
  std::string plugin;     // the plugin's id
  json::object settings;  // every other key of the table, secrets resolved
  std::string origin;     // "carillon.toml:12", "default", ...
};

struct Config {
  struct Http {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::uint32_t socket_threads = 1;
    std::uint32_t work_threads = 64;
    std::uint32_t queue_limit = 1024;
    std::uint64_t max_body_bytes = 1U << 20;
    std::uint64_t max_bulk_bytes = 256U << 20;
    std::uint32_t stop_grace_ms = 10'000;
  } http;
  struct Organisation {
    std::string name = "Carillon";
    std::string timezone = "UTC";
    std::string currency = "INR";
  } organisation;
  struct Log {
    std::string level = "info";
    std::string format = "auto";  // auto: text on a terminal, else JSON
    std::string file;
  } log;
  struct Plugins {
    std::vector<std::string> folders;  // besides the built-in one
    bool http_allow_private = false;
  } plugins;
  struct Ingest {
    std::uint32_t max_delay_ms = 0;
    std::uint32_t max_rows = 10'000;
    std::uint64_t max_batch_bytes = 32U << 20;
    std::uint64_t queue_bytes = 64U << 20;
    std::uint64_t max_import_bytes = 16ULL << 30;
    std::string import_folder;
  } ingest;
  struct Delivery {
    std::uint32_t chunk_size = 2'000;
    std::uint32_t max_in_flight = 8'000;
    std::uint32_t lease_ms = 30'000;
    std::uint32_t max_attempts = 5;
    std::uint32_t retry_base_ms = 500;
    std::uint32_t retry_max_ms = 60'000;
  } delivery;
  std::uint32_t node = 0;  // unique among the hosts of one storage, 1..1023; 0: taken from storage
  std::string data_dir = "data";
  Provider storage{"storage", "sqlite", {}, "default"};
  std::vector<Provider> channels;  // default: sms (sms_sim), email (email_sim)
  std::vector<Provider> ai;        // default: mock
};

struct Fault {
  std::string file;
  std::uint32_t line = 0, column = 0;  // 0: not from a file
  std::string key, detail;             // detail: found, expected, the nearest valid key
};

// One effective value, for `carillon config show`. A secret's value is never in it: `value` says so instead.
struct Shown {
  std::string key, value, origin;
  bool secret = false;
};

struct Loaded {
  Config config;
  std::vector<Shown> values;
};

// "carillon.toml:12:8: http.port: found ..., expected ...", or the name of the variable or option at fault.
std::string to_text(const Fault& fault);

// What the command line fixes; each wins over the rest.
struct Overrides {
  std::optional<std::string> data_dir;
  std::optional<std::uint16_t> port;
};

// `file` absent: defaults, environment and overrides alone. `environment`: NAME=value pairs as in environ.
// Faults: all of them, in order of line.
using LoadResult = std::variant<Loaded, std::vector<Fault>>;
LoadResult load(const std::optional<std::filesystem::path>& file,
                const std::map<std::string, std::string>& environment, const Overrides& overrides);

}  // namespace carillon::config
