#include "app/host.h"

#include <algorithm>
#include <cstdlib>
#include <future>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include <carillon/abi/ai.h>
#include <carillon/abi/channel.h>
#include <carillon/abi/segop.h>

#include "api/api.h"
#include "api/http/server.h"
#include "app/channel_rates.h"
#include "app/cli/process.h"
#include "app/cli/settings_check.h"
#include "app/data_folder.h"
#include "app/gate.h"
#include "app/host_metrics.h"
#include "app/node_lease.h"
#include "app/policy_rules.h"
#include "app/row_queue.h"
#include "audience/audience.h"
#include "audience/sizes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "delivery/delivery.h"
#include "index/index.h"
#include "index/watch.h"
#include "ingest/imports.h"
#include "ingest/ingest.h"
#include "plugins/registry.h"
#include "store/database.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace carillon::app {

namespace {

constexpr std::int64_t kRescanEvery = 2'000'000;
constexpr std::uint32_t kDrainMs = 5'000;
constexpr std::chrono::milliseconds kStorageWait{100}, kStorageWaitMost{5'000};

using plugins::Instance;

delivery::Options delivery_options(const config::Config& config, bool exclusive) {
  delivery::Options options;
  options.chunk_size = config.delivery.chunk_size;
  options.max_in_flight = config.delivery.max_in_flight;
  options.lease_us = std::int64_t{config.delivery.lease_ms} * 1000;
  options.answer_us = std::int64_t{config.delivery.answer_timeout_ms} * 1000;
  options.max_attempts = config.delivery.max_attempts;
  options.retry_base_us = std::int64_t{config.delivery.retry_base_ms} * 1000;
  options.retry_max_us = std::int64_t{config.delivery.retry_max_ms} * 1000;
  options.exclusive = exclusive;
  options.organisation_name = config.organisation.name;
  options.currency = config.organisation.currency;
  options.approval = config.campaigns.approval;
  options.timezone = config.organisation.timezone;
  options.policy = policy_rules(config);
  options.track_opens = config.links.track_opens;
  options.track_clicks = config.links.track_clicks;
  return options;
}

http::ServerOptions server_options(const config::Config& config, const std::filesystem::path& folder) {
  http::ServerOptions options;
  options.spooling = {api::reads_files, folder, 1U << 20};
  options.address = config.http.address;
  options.port = config.http.port;
  options.socket_threads = config.http.socket_threads;
  options.work_threads = config.http.work_threads;
  options.queue_limit = config.http.queue_limit;
  // Rows that go through a queue are answered when that has them, which a thread waits for.
  const bool queued = config.queue.plugin != config::kEmbeddedQueue;
  options.is_quick = [queued](const http::Request& request) {
    return queued ? request.path == "/healthz" : api::answers_without_waiting(request);
  };
  options.on_incident = [](std::string_view what, std::string_view request_id) {
    log::warn(what, {{"request_id", std::string(request_id)}});
  };
  return options;
}

// Swagger UI's files: named by the environment, installed beside the program, or fetched into the build tree.
std::filesystem::path docs_folder() {
  if (const char* named = std::getenv("CARILLON_DOCS_DIR")) return named;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* place : {"../share/carillon/docs", "../../npm/node_modules/swagger-ui-dist"}) {
    const auto folder = program / place;
    if (std::filesystem::is_directory(folder, error)) return folder;
  }
  return {};
}

}  // namespace

// In order of construction; destroyed in reverse.
struct Host::Parts {
  Parts(const config::Config& c, DataFolder f)
      : config(c),
        folder(std::move(f)),
        ids(clock, config.node),
        services(clock, metrics, {30'000, 16U << 20, config.plugins.http_allow_private}),
        registry(services),
        gate(c.http.max_body_bytes) {}

  void tell_faults(const config::Loaded& loaded) const;
  Status bind();
  Status open_storage(const Pause& pause);
  Status await_schema(const Pause& pause);
  Status start_imports();
  Status make_queue();
  Status make_audience();
  Status make_links();
  void make_index();
  void make_channels();
  void make_ai();
  void scan();
  void open_gate();
  Status ask_rescan();

  const config::Config config;
  DataFolder folder;
  SystemClock clock;
  IdSource ids;
  telemetry::Metrics metrics;
  plugins::HostServices services;
  plugins::Registry registry;
  std::unique_ptr<Instance> storage;
  bool exclusive = true;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<NodeLease> node;
  std::unique_ptr<index::Index> index;
  std::unique_ptr<index::Watch> watch;
  std::unique_ptr<ingest::Ingest> ingest;
  std::unique_ptr<ingest::Imports> imports;
  std::unique_ptr<RowQueue> queue;  // null: rows go straight to ingest
  std::vector<std::unique_ptr<Instance>> operators;
  std::unique_ptr<audience::Compiler> compiler;
  std::unique_ptr<audience::SizeSampler> sizes;
  std::unique_ptr<links::Links> links;
  std::unique_ptr<delivery::Delivery> delivery;
  std::map<std::string, std::unique_ptr<Instance>> channels;
  std::set<std::string> failed_channels;  // named once in the log
  std::vector<std::unique_ptr<Instance>> ai;
  std::unique_ptr<api::Api> api;
  Gate gate;
  std::unique_ptr<http::Server> server;
  std::int64_t rescan_at = 0;
  bool stopped = false;

  std::mutex rescan_mutex;
  std::vector<std::promise<void>> rescans;  // asked for by the API; guarded by rescan_mutex
};

void Host::Parts::scan() {
  auto folders = cli::plugin_folders(config);
  folders.push_back(folder.path() / "plugins");
  std::error_code ignored;
  std::filesystem::create_directories(folders.back(), ignored);
  registry.scan(folders);
}

// Each wrong setting by its place; the part that it belongs to tells later what it means for it.
void Host::Parts::tell_faults(const config::Loaded& loaded) const {
  for (const auto& fault : cli::check_settings(loaded, registry)) {
    log::error("a setting is wrong", {{"fault", config::to_text(fault)}});
  }
}

Status Host::Parts::bind() {
  server = std::make_unique<http::Server>(server_options(config, folder.path()), gate.handler(),
                                          gate.body_limit(), api::Api::error_page());
  try {
    server->start();
  } catch (
      const std::exception& e) {  // the one seam where a third party's failure to bind comes as an exception
    return unavailable(e.what());
  }
  return {};
}

// A database server that is down or restarting is waited for; what waiting cannot cure is an error at once.
Status Host::Parts::await_schema(const Pause& pause) {
  std::string told;
  for (auto wait = kStorageWait;; wait = std::min(wait * 2, kStorageWaitMost)) {
    const Status done = database->ensure_schema();
    if (done || done.error().status != CRL_E_UNAVAILABLE) return done;
    const std::string& reason = done.error().message;
    gate.wait_for("the host waits for its storage: " + reason);
    if (told != reason) log::warn("storage is not there yet; waiting for it", {{"reason", reason}});
    told = reason;
    if (pause(wait)) return Error{CRL_E_CANCELLED, "ended while waiting for storage: " + reason};
  }
}

Status Host::Parts::open_storage(const Pause& pause) {
  auto made =
      registry.create(CRL_STORAGE_ID, config.storage.plugin, "storage", config.storage.settings, nullptr);
  if (!made) return made.error();
  storage = *std::move(made);
  if (auto started = storage->start(); !started) return started;
  const auto& table = *static_cast<const crl_storage*>(storage->interface());
  crl_storage_caps caps{};
  caps.size = sizeof caps;
  table.caps(storage->self(), &caps);
  exclusive = (caps.flags & CRL_STORAGE_SHARED) == 0;
  database = std::make_unique<store::Database>(table, storage->self(), store::DatabaseOptions{});
  if (auto there = await_schema(pause); !there) return there;
  node = std::make_unique<NodeLease>(*database, ids, clock, config.node);
  return node->take();
}

Status Host::Parts::start_imports() {
  ingest::ImportOptions options;
  options.folder = folder.path() / "imports";
  options.drop_folder = config.ingest.import_folder;
  options.max_bytes = config.ingest.max_import_bytes;
  imports = std::make_unique<ingest::Imports>(*database, *ingest, ids, clock, std::move(options));
  show_imports(metrics, *imports);
  return imports->start();
}

Status Host::Parts::make_queue() {
  auto made = RowQueue::make(config, registry, *ingest, clock, ids);
  if (!made) return made.error();
  queue = *std::move(made);
  if (queue) queue->show(metrics);
  return {};
}

// Before anything writes, so that no write is missed.
void Host::Parts::make_index() {
  index::Options options;
  options.memory_bytes = std::uint64_t{config.index.memory_mb} << 20;
  options.threads = std::max(1U, std::thread::hardware_concurrency()) - 1;
  options.shared = !exclusive;
  index = std::make_unique<index::Index>(*database, options);
  watch = std::make_unique<index::Watch>(*database, *index, clock,
                                         index::WatchOptions{!exclusive, options.memory_bytes > 0});
  show_index(metrics, *index);
  watch->start();
}

Status Host::Parts::make_audience() {
  std::vector<audience::Compiler::Source> sources;
  for (const auto* descriptor : registry.of_kind(CRL_SEGOP_ID)) {
    auto made = registry.create(CRL_SEGOP_ID, descriptor->id, descriptor->id, json::object{}, nullptr);
    if (!made) return made.error();
    if (auto started = (*made)->start(); !started) return started;
    sources.push_back({descriptor->id, (*made)->interface(), (*made)->self()});
    operators.push_back(*std::move(made));
  }
  auto made = audience::Compiler::make(sources, config.organisation.timezone);
  if (!made) return made.error();
  compiler = *std::move(made);
  return {};
}

Status Host::Parts::make_links() {
  auto options = link_options(config, server->port());
  if (config.http.public_url.empty()) {
    log::warn("links in messages lead to an address that only this machine reaches; set http.public_url",
              {{"address", options.public_url}});
  }
  links = std::make_unique<links::Links>(*database, clock, std::move(options));
  return links->open();
}

// Makes the configured channels that are not there yet, and one for each channel plugin that no configuration
// names and that needs no settings: a plugin dropped in is ready to be tried under its own id.
void Host::Parts::make_channels() {
  std::vector<config::Provider> wanted = config.channels;
  for (const auto* descriptor : registry.of_kind(CRL_CHANNEL_ID)) {
    const bool named = std::any_of(wanted.begin(), wanted.end(), [&](const auto& p) {
      return p.plugin == descriptor->id || p.name == descriptor->id;
    });
    const bool needs_none = registry.check_settings(CRL_CHANNEL_ID, descriptor->id, json::object{}).empty();
    if (!named && needs_none) wanted.push_back({descriptor->id, descriptor->id, {}, "plugin folder"});
  }
  for (const auto& provider : wanted) {
    if (channels.contains(provider.name)) continue;
    auto made = registry.create(CRL_CHANNEL_ID, provider.plugin, provider.name, provider.settings,
                                delivery->sink_for(provider.name));
    Status started;
    if (made) started = (*made)->start();
    if (!made || !started) {
      if (failed_channels.insert(provider.name).second) {
        log::error("a channel cannot start; campaigns cannot use it until this is mended",
                   {{"channel", provider.name},
                    {"origin", provider.origin},
                    {"reason", made ? started.error().message : made.error().message}});
      }
      continue;
    }
    auto& instance = channels[provider.name];
    instance = *std::move(made);
    delivery->attach(
        provider.name, provider.plugin, static_cast<const crl_channel*>(instance->interface()),
        instance->self(), [made = instance.get()] { return made->serial(); },
        channel_rates(provider.name, provider.limits));
    show_channel(metrics, *delivery, provider.name);
    log::info("channel ready", {{"channel", provider.name}, {"plugin", provider.plugin}});
  }
}

void Host::Parts::make_ai() {
  for (const auto& provider : config.ai) {
    auto made = registry.create(CRL_AI_ID, provider.plugin, provider.name, provider.settings, nullptr);
    Status started;
    if (made) started = (*made)->start();
    if (!made || !started) {
      log::error("an AI provider cannot start",
                 {{"provider", provider.name},
                  {"origin", provider.origin},
                  {"reason", made ? started.error().message : made.error().message}});
      continue;
    }
    ai.push_back(*std::move(made));
  }
}

void Host::Parts::open_gate() {
  std::vector<ai::Provider> providers;
  for (const auto& provider : ai) {
    providers.push_back(
        {provider->name(), static_cast<const crl_ai*>(provider->interface()), provider->self()});
  }
  api = std::make_unique<api::Api>(
      api::Services{config, *database, *ingest, *compiler, *delivery, registry, metrics, clock, ids,
                    std::move(providers), docs_folder(), [this] { return ask_rescan(); }, imports.get(),
                    queue ? &queue->queue() : nullptr, index.get(), links.get()});
  show_parts(metrics, *database, *ingest, *delivery, *server);
  gate.open(*api);
}

// Waits for the lifecycle thread, which alone may load plugins.
Status Host::Parts::ask_rescan() {
  std::future<void> done;
  {
    const std::scoped_lock lock(rescan_mutex);
    done = rescans.emplace_back().get_future();
  }
  if (done.wait_for(std::chrono::seconds(10)) == std::future_status::ready) return {};
  return unavailable("the plugin folders could not be looked through in time; ask again", 1'000);
}

Result<std::unique_ptr<Host>> Host::start(const config::Loaded& loaded, const Pause& pause) {
  const config::Config& config = loaded.config;
  auto folder = DataFolder::open(config.data_dir);
  if (!folder) return folder.error();
  auto parts = std::make_unique<Parts>(config, *std::move(folder));
  parts->scan();
  parts->tell_faults(loaded);
  if (auto bound = parts->bind(); !bound) return bound.error();
  if (auto opened = parts->open_storage(pause); !opened) return opened.error();
  parts->make_index();
  parts->ingest = std::make_unique<ingest::Ingest>(
      *parts->database, parts->ids, parts->clock,
      ingest::Options{std::int64_t{config.ingest.max_delay_ms} * 1'000, config.ingest.max_rows,
                      config.ingest.max_batch_bytes, config.ingest.queue_bytes, !parts->exclusive});
  if (auto started = parts->start_imports(); !started) return started.error();
  if (auto made = parts->make_queue(); !made) return made.error();
  if (auto made = parts->make_audience(); !made) return made.error();
  if (auto made = parts->make_links(); !made) return made.error();
  auto options = delivery_options(config, parts->exclusive);
  options.links = parts->links.get();
  parts->delivery = std::make_unique<delivery::Delivery>(*parts->database, *parts->compiler, parts->ids,
                                                         parts->clock, std::move(options));
  parts->make_channels();
  parts->make_ai();
  if (auto started = parts->delivery->start(); !started) return started.error();
  if (parts->queue) parts->queue->start();
  parts->sizes = std::make_unique<audience::SizeSampler>(*parts->database, *parts->compiler, parts->clock);
  parts->sizes->start();
  parts->open_gate();
  return std::unique_ptr<Host>(new Host(std::move(parts)));
}

Host::Host(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Host::~Host() { stop(); }

std::uint16_t Host::port() const { return parts_->server->port(); }

void Host::tend() {
  parts_->node->tend();
  std::vector<std::promise<void>> asked;
  {
    const std::scoped_lock lock(parts_->rescan_mutex);
    asked.swap(parts_->rescans);
  }
  const std::int64_t now = parts_->clock.now_us();
  if (asked.empty() && now < parts_->rescan_at) return;
  parts_->rescan_at = now + kRescanEvery;
  parts_->scan();
  parts_->make_channels();
  for (auto& promise : asked) promise.set_value();
}

void Host::stop() {
  if (std::exchange(parts_->stopped, true)) return;
  parts_->server->stop(std::chrono::milliseconds(parts_->config.http.stop_grace_ms));
  if (parts_->sizes) parts_->sizes->stop();
  for (auto& [name, channel] : parts_->channels) channel->drain(0);
  parts_->delivery->stop(std::chrono::milliseconds(kDrainMs));
  for (auto& [name, channel] : parts_->channels) channel->stop();
  for (auto& provider : parts_->ai) provider->stop();
  if (parts_->queue) parts_->queue->stop();
  parts_->services.stop();
  parts_->imports.reset();
  parts_->ingest.reset();
  for (auto& operators : parts_->operators) operators->stop();
  parts_->delivery.reset();
  parts_->watch->stop();
  parts_->node->leave();
  parts_->database.reset();
  parts_->storage->stop();
}

}  // namespace carillon::app
