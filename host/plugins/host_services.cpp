#include "plugins/host_services.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>

#include <carillon/value.hpp>

#include "base/fold.h"
#include "base/json.h"
#include "plugins/http_client.h"
#include "plugins/plugin_metrics.h"
#include "plugins/timers.h"
#include "telemetry/log.h"

namespace carillon::plugins {

namespace {

constexpr std::uint32_t kMaxLogFields = 32;
constexpr std::size_t kMaxLogText = 8192;
constexpr std::string_view kVersion = "0.1.0";

// What every call gets back as `ctx`: one for each plugin file.
struct Guest {
  std::string name;
  const Clock& clock;
  Timers& timers;
  HttpClient& http;
  PluginMetrics metrics;
  crl_host table{};
};

Guest& guest(void* ctx) { return *static_cast<Guest*>(ctx); }

// Calls from plugins: nothing that is thrown here may leave.
template <class Body>
void quietly(Body&& body) noexcept {
  static_cast<void>(guarded(nullptr, [&] {
    body();
    return CRL_OK;
  }));
}

void write_log(void* ctx, std::int32_t level, crl_str message, const crl_kv* fields,
               std::uint32_t n_fields) noexcept {
  quietly([&] {
    log::Fields all = {{"plugin", guest(ctx).name}};
    const std::uint32_t n = fields == nullptr ? 0 : std::min(n_fields, kMaxLogFields);
    for (std::uint32_t i = 0; i < n; ++i) {
      all.emplace_back(view(fields[i].key).substr(0, 100), view(fields[i].value).substr(0, kMaxLogText));
    }
    const bool known = level >= CRL_LOG_DEBUG && level <= CRL_LOG_ERROR;
    log::write(known ? static_cast<log::Level>(level) : log::Level::kInfo,
               view(message).substr(0, kMaxLogText), all);
  });
}

std::int64_t now_us(void* ctx) noexcept { return guest(ctx).clock.now_us(); }

crl_status timer_start(void* ctx, std::int64_t delay_us, void (*fire)(void*), void* arg,
                       std::uint64_t* id) noexcept {
  return guarded(nullptr, [&]() -> crl_status {
    if (fire == nullptr || id == nullptr) return CRL_E_INVALID;
    *id = guest(ctx).timers.start(delay_us, fire, arg);
    return *id == 0 ? CRL_E_STATE : CRL_OK;
  });
}

crl_status timer_cancel(void* ctx, std::uint64_t id) noexcept {
  return guarded(nullptr, [&] { return guest(ctx).timers.cancel(id); });
}

crl_status http_start(void* ctx, const crl_http_request* request, const crl_http_sink* sink,
                      std::uint64_t* op, crl_error* error) noexcept {
  return guarded(error, [&]() -> crl_status {
    crl_http_request asked{};
    crl_http_sink answers{};
    if (request != nullptr) std::memcpy(&asked, request, std::min<std::size_t>(request->size, sizeof asked));
    if (sink != nullptr) std::memcpy(&answers, sink, std::min<std::size_t>(sink->size, sizeof answers));
    if (asked.url.len == 0 || answers.done == nullptr || (asked.n_headers > 0 && asked.headers == nullptr)) {
      write_error(invalid("a request needs a URL, and its sink needs done()"), error);
      return CRL_E_INVALID;
    }
    const auto started = guest(ctx).http.start(asked, answers);
    if (!started) {
      write_error(started.error(), error);
      return started.error().status;
    }
    if (op != nullptr) *op = *started;
    return CRL_PENDING;
  });
}

void http_cancel(void* ctx, std::uint64_t op) noexcept {
  quietly([&] { guest(ctx).http.cancel(op); });
}

void metrics_count(void* ctx, crl_str name, const crl_kv* labels, std::uint32_t n, double by) noexcept {
  quietly([&] { guest(ctx).metrics.count(view(name), labels, n, by); });
}

void metrics_gauge(void* ctx, crl_str name, const crl_kv* labels, std::uint32_t n, double value) noexcept {
  quietly([&] { guest(ctx).metrics.gauge(view(name), labels, n, value); });
}

crl_status json_parse(void*, crl_str text, void (*use)(void*, const crl_doc*), void* arg,
                      crl_error* error) noexcept {
  return guarded(error, [&]() -> crl_status {
    const auto value = parse_json(view(text));
    if (!value) {
      write_error(value.error(), error);
      return value.error().status;
    }
    const DocView document(*value);
    use(arg, document.doc());
    return CRL_OK;
  });
}

std::uint64_t fold_text(void*, crl_str text, char* out, std::uint64_t capacity) noexcept {
  std::uint64_t needed = 0;
  quietly([&] {
    const std::string folded = fold(view(text));
    needed = folded.size();
    if (const std::uint64_t n = std::min<std::uint64_t>(needed, capacity); n > 0)
      std::memcpy(out, folded.data(), n);
  });
  return needed;
}

constexpr crl_timer kTimer{sizeof(crl_timer), 0, timer_start, timer_cancel};
constexpr crl_http kHttp{sizeof(crl_http), 0, http_start, http_cancel};
constexpr crl_metrics kMetrics{sizeof(crl_metrics), 0, metrics_count, metrics_gauge};
constexpr crl_json kJson{sizeof(crl_json), 0, json_parse};
constexpr crl_fold kFold{sizeof(crl_fold), 0, fold_text};

const void* get_service(void*, const char* id) noexcept {
  const std::string_view wanted = id == nullptr ? "" : id;
  if (wanted == CRL_TIMER_ID) return &kTimer;
  if (wanted == CRL_HTTP_ID) return &kHttp;
  if (wanted == CRL_METRICS_ID) return &kMetrics;
  if (wanted == CRL_JSON_ID) return &kJson;
  if (wanted == CRL_FOLD_ID) return &kFold;
  return nullptr;
}

}  // namespace

struct HostServices::Impl {
  Impl(const Clock& host_clock, telemetry::Metrics& host_metrics, const HttpOptions& options)
      : clock(host_clock), metrics(host_metrics), http(options) {}

  const Clock& clock;
  telemetry::Metrics& metrics;
  Timers timers;
  HttpClient http;
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<Guest>> guests;
};

HostServices::HostServices(const Clock& clock, telemetry::Metrics& metrics, const HttpOptions& http)
    : impl_(std::make_unique<Impl>(clock, metrics, http)) {}

HostServices::~HostServices() { stop(); }

const crl_host* HostServices::table_for(const std::string& plugin) {
  const std::scoped_lock lock(impl_->mutex);
  auto& slot = impl_->guests[plugin];
  if (!slot) {
    slot.reset(
        new Guest{plugin, impl_->clock, impl_->timers, impl_->http, PluginMetrics(plugin, impl_->metrics)});
    slot->table = {sizeof(crl_host), CRL_ABI_MAJOR, CRL_ABI_MINOR, 0,      slot.get(),
                   str("carillon"),  str(kVersion), write_log,     now_us, get_service};
  }
  return &slot->table;
}

void HostServices::stop() {
  impl_->timers.stop();
  impl_->http.stop();
}

}  // namespace carillon::plugins
