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
#include <string_view>
#include <variant>
#include <vector>

#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"
#include "config/channel_limits.h"

namespace carillon::config {

// What [queue] is without a plugin: rows go straight to storage.
inline constexpr std::string_view kEmbeddedQueue = "embedded";

// One configured use of a plugin: [channels.NAME], [ai.NAME], [storage], [queue].
struct Provider {
  std::string name;        // NAME; "storage" for the storage, "queue" for the queue
  std::string plugin;      // the plugin's id
  json::object settings;   // every other key of the table, secrets resolved
  std::string origin;      // "carillon.toml:12", "default", ...
  ChannelLimits limits{};  // of channels
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
    std::string public_url;                   // of links in messages; empty: the address that is listened on
    std::uint32_t public_per_minute = 1'200;  // of the pages for recipients, by address; 0: no limit
    std::vector<std::string> proxies{"127.0.0.1", "::1"};  // whose X-Forwarded-For is believed
  } http;
  struct Organisation {
    std::string name = "Carillon";
    std::string timezone = "UTC";
    std::string currency = "INR";
    std::string country;
  } organisation;
  struct Campaigns {
    bool approval = false;  // launched only after somebody approved of them
  } campaigns;
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
    std::uint32_t queue_rows = 2'000;
    std::uint32_t queue_lease_ms = 10'000;
    std::uint32_t queue_attempts = 8;
    std::uint32_t queue_retry_base_ms = 500;
    std::uint32_t queue_retry_max_ms = 60'000;
    std::uint32_t queue_deliveries = 10;
  } ingest;
  struct Index {
    std::uint32_t memory_mb = 512;
  } index;
  struct Delivery {
    std::uint32_t chunk_size = 2'000;
    std::uint32_t max_in_flight = 8'000;
    std::uint32_t lease_ms = 30'000;
    std::uint32_t answer_timeout_ms = 120'000;
    std::uint32_t max_attempts = 5;
    std::uint32_t retry_base_ms = 500;
    std::uint32_t retry_max_ms = 60'000;
  } delivery;
  // Texts as policy/rules.h reads them.
  struct Policy {
    std::string quiet_hours;
    std::vector<std::string> send_days, holidays, frequency_caps;
    bool transactional_waits = false;
    bool skip_duplicates = true;
    std::uint32_t soft_bounces = 3;
    std::vector<std::string> stop_words{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"};
    std::vector<std::string> start_words{"START", "UNSTOP"};
  } policy;
  struct Links {
    std::string secret;
    std::vector<std::string> old_secrets;
    bool track_opens = false;
    bool track_clicks = false;
  } links;
  std::uint32_t node = 0;  // unique among the hosts of one storage, 1..1023; 0: taken from storage
  std::string data_dir = "data";
  Provider storage{"storage", "sqlite", {}, "default"};
  Provider queue{"queue", std::string(kEmbeddedQueue), {}, "default"};
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
