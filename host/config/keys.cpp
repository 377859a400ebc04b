#include "config/keys.h"

#include <algorithm>
#include <array>

#include "base/zone.h"
#include "policy/rules.h"

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

std::string country_fault(const std::string& text) {
  const bool letters = std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return text.empty() || (text.size() == 2 && letters)
             ? ""
             : "an ISO 3166 code of two capital letters such as \"IN\", or nothing";
}

std::string url_fault(const std::string& text) {
  const bool good = text.empty() || ((text.starts_with("https://") || text.starts_with("http://")) &&
                                     text.find_first_of(" \t\"<>?#") == std::string::npos);
  return good ? "" : "an address such as \"https://mail.example.com\", or nothing";
}

// What follows "expected " in a parser's error.
std::string expected_of(const Status& read) {
  if (read) return {};
  const std::string& message = read.error().message;
  const auto at = message.find("expected ");
  return at == std::string::npos ? message : message.substr(at + 9);
}

std::string quiet_hours_fault(const std::string& text) {
  policy::SendTimes times;
  return expected_of(policy::parse_quiet_hours(text, times));
}

std::string day_fault(const std::string& text) {
  policy::SendTimes times;
  return expected_of(policy::parse_days({text}, times));
}

std::string holiday_fault(const std::string& text) {
  policy::SendTimes times;
  return expected_of(policy::parse_holidays({text}, times));
}

std::string cap_fault(const std::string& text) {
  const auto cap = policy::parse_cap(text);
  return cap ? std::string() : expected_of(cap.error());
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

    Key{"http.public_url", CARILLON_SLOT(http.public_url),
        "Address under which recipients reach this host; empty: the one listened on.", 0, 0, url_fault},
    Key{"http.public_per_minute", CARILLON_SLOT(http.public_per_minute),
        "Requests a minute from one address to the pages of recipients; 0: no limit.", 0, 1'000'000},
    Key{"http.proxies", CARILLON_SLOT(http.proxies),
        "Addresses of reverse proxies, whose X-Forwarded-For says who asks."},

    Key{"organisation.name", CARILLON_SLOT(organisation.name), "Who sends the messages.", 0, 0, not_empty},
    Key{"organisation.timezone", CARILLON_SLOT(organisation.timezone),
        "Time zone of customers who have none of their own.", 0, 0, timezone_fault},
    Key{"organisation.currency", CARILLON_SLOT(organisation.currency), "Currency of orders that name none.",
        0, 0, currency_fault},
    Key{"organisation.country", CARILLON_SLOT(organisation.country),
        "Country of phone numbers without a country code; empty: they must have one.", 0, 0, country_fault},

    Key{"campaigns.approval", CARILLON_SLOT(campaigns.approval),
        "Whether campaigns are launched only after somebody approved of them.", 0, 0},

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
    Key{"ingest.queue_rows", CARILLON_SLOT(ingest.queue_rows),
        "Rows that are taken from the queue at a time.", 1, 100'000},
    Key{"ingest.queue_lease_ms", CARILLON_SLOT(ingest.queue_lease_ms),
        "After how long another host takes over the rows of one that fell silent.", 1'000, kHourMs},
    Key{"ingest.queue_attempts", CARILLON_SLOT(ingest.queue_attempts),
        "Most attempts to store an order from the queue whose customer is not there yet.", 1, 100},
    Key{"ingest.queue_retry_base_ms", CARILLON_SLOT(ingest.queue_retry_base_ms),
        "Pause before the second of them; it doubles with each.", 1, kHourMs},
    Key{"ingest.queue_retry_max_ms", CARILLON_SLOT(ingest.queue_retry_max_ms), "Longest pause between them.",
        1, 24 * kHourMs},
    Key{"ingest.queue_deliveries", CARILLON_SLOT(ingest.queue_deliveries),
        "How often hosts may end or fail over a row before it is a dead letter.", 4, 1'000},

    Key{"index.memory_mb", CARILLON_SLOT(index.memory_mb),
        "Most MiB of memory for customers and orders, in which rules are counted at once. 0: storage counts.",
        0, 1'048'576},

    Key{"delivery.chunk_size", CARILLON_SLOT(delivery.chunk_size), "Messages that are claimed at a time.", 1,
        100'000},
    Key{"delivery.max_in_flight", CARILLON_SLOT(delivery.max_in_flight),
        "Messages of one channel handed over and not yet answered.", 1, 1'000'000},
    Key{"delivery.lease_ms", CARILLON_SLOT(delivery.lease_ms),
        "After how long another host takes over from one that fell silent.", 1'000, kHourMs},
    Key{"delivery.answer_timeout_ms", CARILLON_SLOT(delivery.answer_timeout_ms),
        "How long a channel may take to answer for a message that it took.", 100, kHourMs},
    Key{"delivery.max_attempts", CARILLON_SLOT(delivery.max_attempts), "Most attempts to send one message.",
        1, 100},
    Key{"delivery.retry_base_ms", CARILLON_SLOT(delivery.retry_base_ms),
        "Pause before the second attempt; it doubles with each.", 1, kHourMs},
    Key{"delivery.retry_max_ms", CARILLON_SLOT(delivery.retry_max_ms), "Longest pause between attempts.", 1,
        24 * kHourMs},

    Key{"policy.quiet_hours", CARILLON_SLOT(policy.quiet_hours),
        "Hours in which campaigns write to nobody, by the recipient's clock; empty: none.", 0, 0,
        quiet_hours_fault},
    Key{"policy.send_days", CARILLON_SLOT(policy.send_days), "Days of the week on which they do; empty: all.",
        0, 0, day_fault},
    Key{"policy.holidays", CARILLON_SLOT(policy.holidays), "Dates on which they do not.", 0, 0,
        holiday_fault},
    Key{"policy.frequency_caps", CARILLON_SLOT(policy.frequency_caps),
        "Most messages of campaigns to one person in windows of time, over all channels or of one.", 0, 0,
        cap_fault},
    Key{"policy.transactional_waits", CARILLON_SLOT(policy.transactional_waits),
        "Whether transactional messages keep quiet hours, days and holidays, too.", 0, 0},
    Key{"policy.skip_duplicates", CARILLON_SLOT(policy.skip_duplicates),
        "Whether of customers with one address only the first gets a campaign.", 0, 0},
    Key{"policy.soft_bounces", CARILLON_SLOT(policy.soft_bounces),
        "After how many campaigns in 30 days that bounced for the moment an address is given up; 0: never.",
        0, 100},
    Key{"policy.stop_words", CARILLON_SLOT(policy.stop_words), "Replies that end all messages to a number.",
        0, 0, not_empty},
    Key{"policy.start_words", CARILLON_SLOT(policy.start_words), "Replies that undo that.", 0, 0, not_empty},

    Key{"links.secret", CARILLON_SLOT(links.secret),
        "What links in messages are signed with; empty: made at the first start and kept in storage.", 0, 0},
    Key{"links.old_secrets", CARILLON_SLOT(links.old_secrets), "Earlier ones, whose links stay good.", 0, 0,
        not_empty},
    Key{"links.track_opens", CARILLON_SLOT(links.track_opens),
        "Whether opens are counted for campaigns that do not say.", 0, 0},
    Key{"links.track_clicks", CARILLON_SLOT(links.track_clicks),
        "Whether clicks are counted for campaigns that do not say.", 0, 0},
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
  names.insert(names.end(), {"storage", "queue", "channels", "ai"});
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
