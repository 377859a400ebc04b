// carillon::host(): what the host offers to this plugin, as small typed calls.
//
// The host is known from the module's init() to its deinit(); before and after, logging is silent, the clock
// is the system's and every service is absent. All calls are [any] and none throws but for lack of memory.
// Timers and outbound HTTP have headers of their own: timer.hpp, http.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "abi/host.h"
#include "config.hpp"
#include "result.hpp"
#include "value.hpp"

namespace carillon {

// One key of a log line or one label of a metric. Borrows both texts for the call.
struct Field {
  std::string_view key, value;
};
using Fields = std::initializer_list<Field>;

class Host {
 public:
  // [main] Called by the module's init() and deinit(); plugins do not call it.
  void attach(const crl_host* table) { table_ = table; }
  const crl_host* table() const { return table_; }

  // [any] A structured line in the host's log. Never log a secret.
  void debug(std::string_view message, Fields fields = {}) const { log(CRL_LOG_DEBUG, message, fields); }
  void info(std::string_view message, Fields fields = {}) const { log(CRL_LOG_INFO, message, fields); }
  void warn(std::string_view message, Fields fields = {}) const { log(CRL_LOG_WARN, message, fields); }
  void error(std::string_view message, Fields fields = {}) const { log(CRL_LOG_ERROR, message, fields); }

  // [any] Wall clock, microseconds since 1970 UTC. Tests move it: never measure with it.
  std::int64_t now_us() const {
    if (table_ != nullptr) return table_->now_us(table_->ctx);
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  }

  // [any] A service's table, or nullptr when this host lacks it. Lives until deinit().
  template <class Service>
  const Service* service(const char* id) const {
    return table_ == nullptr ? nullptr : static_cast<const Service*>(table_->get_service(table_->ctx, id));
  }
  void* ctx() const { return table_ == nullptr ? nullptr : table_->ctx; }

  // [any] Adds to a counter; the name is snake_case and ends in _total. Nothing happens without metrics.
  void count(std::string_view name, double by = 1, Fields labels = {}) const {
    const auto* metrics = service<crl_metrics>(CRL_METRICS_ID);
    if (metrics == nullptr) return;
    const Pairs kv(labels);
    metrics->count(ctx(), str(name), kv.items, kv.size, by);
  }
  // [any] Sets a gauge.
  void gauge(std::string_view name, double value, Fields labels = {}) const {
    const auto* metrics = service<crl_metrics>(CRL_METRICS_ID);
    if (metrics == nullptr) return;
    const Pairs kv(labels);
    metrics->gauge(ctx(), str(name), kv.items, kv.size, value);
  }

  // [any] Parses text and calls use(document) before it returns; the document dies with the call. `use` may
  // throw: the exception comes out here. CRL_E_INVALID with line and column when it is not JSON.
  Status parse_json(std::string_view text, const std::function<void(const Doc&)>& use) const;

  // [any] The text as every comparison in Carillon sees it (Unicode simple case folding).
  Result<std::string> fold(std::string_view text) const {
    const auto* fold = service<crl_fold>(CRL_FOLD_ID);
    if (fold == nullptr) return lacks(CRL_FOLD_ID);
    std::string out(text.size() + 8, '\0');
    auto needed = fold->fold(ctx(), str(text), out.data(), out.size());
    if (needed > out.size()) {
      out.resize(needed);
      needed = fold->fold(ctx(), str(text), out.data(), out.size());
    }
    out.resize(needed);
    return out;
  }

  // The Error for a service that this host does not have.
  static Error lacks(std::string_view id) {
    return {CRL_E_UNSUPPORTED, "this host does not offer the service " + std::string(id), 0, {}};
  }

 private:
  static constexpr std::size_t kMaxFields = 16;  // further ones are dropped
  struct Pairs {
    explicit Pairs(Fields fields) {
      for (const Field& f : fields) {
        if (size < kMaxFields) items[size++] = {str(f.key), str(f.value)};
      }
    }
    crl_kv items[kMaxFields];
    std::uint32_t size = 0;
  };

  void log(std::int32_t level, std::string_view message, Fields fields) const {
    if (table_ == nullptr) return;
    const Pairs kv(fields);
    table_->log(table_->ctx, level, str(message), kv.items, kv.size);
  }

  const crl_host* table_ = nullptr;
};

namespace detail {
inline constinit Host current_host;
}

// [any] The host of this plugin file.
inline const Host& host() { return detail::current_host; }

inline Status Host::parse_json(std::string_view text, const std::function<void(const Doc&)>& use) const {
  const auto* json = service<crl_json>(CRL_JSON_ID);
  if (json == nullptr) return lacks(CRL_JSON_ID);
  struct Call {
    const std::function<void(const Doc&)>* use;
    std::exception_ptr thrown;
  } call{&use, nullptr};
  const auto thunk = [](void* arg, const crl_doc* doc) {
    auto& c = *static_cast<Call*>(arg);
    try {
      (*c.use)(Doc(doc));
    } catch (...) { c.thrown = std::current_exception(); }
  };
  crl_error error = empty_error();
  const crl_status status = json->parse(ctx(), str(text), thunk, &call, &error);
  if (call.thrown) std::rethrow_exception(call.thrown);
  if (status != CRL_OK) return read_error(status, error);
  return {};
}

}  // namespace carillon
