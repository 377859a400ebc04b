// What the host gives to plugins: the crl_host table and the services behind it.
//
// Owns a timer thread and an HTTP client thread, both started on first use. Outlives every plugin instance.
// Thread safety: the tables from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <carillon/abi/host.h>

#include "base/clock.h"
#include "telemetry/metrics.h"

namespace carillon::plugins {

struct HttpOptions {
  std::uint32_t timeout_ms = 30'000;
  std::uint64_t max_response_bytes = 16U << 20;
  bool allow_private = false;  // loopback, link-local and private addresses are refused unless this is set
  std::vector<std::string> resolve{};  // names that need no resolver: "name:port:address,address"
};

class HostServices {
 public:
  HostServices(const Clock& clock, telemetry::Metrics& metrics, const HttpOptions& http);
  ~HostServices();

  // The table for one plugin file; log lines and metrics carry `plugin` as a label. Valid as long as this.
  const crl_host* table_for(const std::string& plugin);

  // Stops timers and HTTP: pending timers never fire, pending requests end CRL_E_CANCELLED.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::plugins
