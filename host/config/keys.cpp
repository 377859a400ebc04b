#include "config/keys.h"

#include <algorithm>
#include <array>

#include "base/zone.h"

namespace carillon::config {
namespace {

std::string one_of(const std::string& text, std::span<const std::string_view> choices) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return {};
  std::string expected = "one of";
  for (const std::string_view choice : choices) expected += " \"" + std::string(choice) + "\"";
  return expected;
}

std::string level_fault(const std::string& text) {
  return one_of(text, std::array<std::string_view, 4>{"debug", "info", "warn", "error"});
}

std::string format_fault(const std::string& text) {
  return one_of(text, std::array<std::string_view, 3>{"auto", "text", "json"});
}

std::string not_empty(const std::string& text) { return text.empty() ? "text that is not empty" : ""; }

std::string address_fault(const std::string& text) {
  if (text == "127.0.0.1" || text == "::1" || text == "localhost") return {};
  return "127.0.0.1, ::1 or localhost: authentication is not configured, so the API is not opened to a "
         "network; "
         "bind to loopback and put a proxy that authenticates in front";
}

std::string timezone_fault(const std::string& text) {
  return zone::exists(text) ? "" : "an IANA time zone such as \"Asia/Kolkata\" or \"UTC\"";
}

std::string currency_fault(const std::string& text) {
  const bool letters = std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return text.size() == 3 && letters ? "" : "an ISO 4217 code of three capital letters such as \"EUR\"";
}

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;
constexpr std::uint64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;

#define CARILLON_SLOT(member) [](Config& c) -> Slot { return &c.member; }

const std::array kKeys = {
    Key{"data_dir", CARILLON_SLOT(data_dir), "Folder of everything the host writes.", 0, 0, not_empty},
    Key{"node", CARILLON_SLOT(node),
        "Number of this host among those of one storage; 0 lets it take a free one.", 0, 1023},

    Key{"http.address", CARILLON_SLOT(http.address), "Address to listen on.", 0, 0, address_fault},
    Key{"http.port", CARILLON_SLOT(http.port), "Port to listen on; 0 takes any free one.", 0, 65'535},
    Key{"http.socket_threads", CARILLON_SLOT(http.socket_threads), "Threads that read and write sockets.", 1,
        64},
    Key{"http.work_threads", CARILLON_SLOT(http.work_threads), "Threads that answer requests.", 1, 256},
    Key{"http.queue_limit", CARILLON_SLOT(http.queue_limit),
        "Requests that may wait for a work thread; more are answered 503.", 1, 1'000'000},
    Key{"http.max_body_bytes", CARILLON_SLOT(http.max_body_bytes), "Largest body of a request.", kKiB,
        64 * kMiB},
    Key{"http.max_bulk_bytes", CARILLON_SLOT(http.max_bulk_bytes), "Largest body of a bulk request.", kKiB,
        4 * kGiB},
    Key{"http.stop_grace_ms", CARILLON_SLOT(http.stop_grace_ms),
        "How long requests may finish when the host stops.", 0, 10 * kMinuteMs},

    Key{"organisation.name", CARILLON_SLOT(organisation.name), "Who sends the messages.", 0, 0, not_empty},
    Key{"organisation.timezone", CARILLON_SLOT(organisation.timezone),
        "Time zone of customers who have none of their own.", 0, 0, timezone_fault},
    Key{"organisation.currency", CARILLON_SLOT(organisation.currency), "Currency of orders that name none.",
        0, 0, currency_fault},

    Key{"log.level", CARILLON_SLOT(log.level), "Least serious line that is written.", 0, 0, level_fault},
    Key{"log.format", CARILLON_SLOT(log.format), "Text, JSON, or whichever suits where it goes.", 0, 0,
        format_fault},
    Key{"log.file", CARILLON_SLOT(log.file), "File of the log; empty: standard error.", 0, 0},

    Key{"plugins.folders", CARILLON_SLOT(plugins.folders), "Folders of plugins besides the built-in one.", 0,
        0},
    Key{"plugins.http_allow_private", CARILLON_SLOT(plugins.http_allow_private),
        "Whether plugins may call loopback and private addresses.", 0, 0},

    Key{"ingest.max_delay_ms", CARILLON_SLOT(ingest.max_delay_ms),
        "How long a commit waits for more rows to share it. 0 was measured to be best: while one commit is "
        "written the next gathers.",
        0, 1'000},
    Key{"ingest.max_rows", CARILLON_SLOT(ingest.max_rows), "Most rows of one commit.", 1, 1'000'000},
    Key{"ingest.max_batch_bytes", CARILLON_SLOT(ingest.max_batch_bytes), "Most bytes of one commit.", kMiB,
        kGiB},
    Key{"ingest.queue_bytes", CARILLON_SLOT(ingest.queue_bytes),
        "Rows in memory that wait for a commit; more are answered 503.", kMiB, 16 * kGiB},
    Key{"ingest.max_import_bytes", CARILLON_SLOT(ingest.max_import_bytes),
        "Largest file of an import job, also when it is unpacked.", kMiB, 1'024 * kGiB},
    Key{"ingest.import_folder", CARILLON_SLOT(ingest.import_folder),
        "Folder whose files import jobs may name; empty: files are only uploaded.", 0, 0},

    Key{"delivery.chunk_size", CARILLON_SLOT(delivery.chunk_size), "Messages that are claimed at a time.", 1,
        100'000},
    Key{"delivery.max_in_flight", CARILLON_SLOT(delivery.max_in_flight),
        "Messages of one channel handed over and not yet answered.", 1, 1'000'000},
    Key{"delivery.lease_ms", CARILLON_SLOT(delivery.lease_ms),
        "After how long another host takes over from one that fell silent.", 1'000, kHourMs},
    Key{"delivery.max_attempts", CARILLON_SLOT(delivery.max_attempts), "Most attempts to send one message.",
        1, 100},
    Key{"delivery.retry_base_ms", CARILLON_SLOT(delivery.retry_base_ms),
        "Pause before the second attempt; it doubles with each.", 1, kHourMs},
    Key{"delivery.retry_max_ms", CARILLON_SLOT(delivery.retry_max_ms), "Longest pause between attempts.", 1,
        24 * kHourMs},
};

#undef CARILLON_SLOT

std::string_view section_of(std::string_view path) {
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

}  // namespace

std::span<const Key> keys() { return kKeys; }

const Key* find_key(std::string_view path) {
  const auto found =
      std::find_if(kKeys.begin(), kKeys.end(), [path](const Key& key) { return key.path == path; });
  return found == kKeys.end() ? nullptr : &*found;
}

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) {
    const std::string_view section = section_of(key.path);
    if (!section.empty() && (names.empty() || names.back() != section)) names.emplace_back(section);
  }
  names.insert(names.end(), {"storage", "channels", "ai"});
  return names;
}

bool is_section(std::string_view name) {
  const std::vector<std::string> names = section_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> paths_of(std::string_view section) {
  std::vector<std::string> paths;
  for (const Key& key : kKeys) {
    if (section_of(key.path) == section) paths.emplace_back(key.path);
  }
  return paths;
}

}  // namespace carillon::config
