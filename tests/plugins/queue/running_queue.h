// A queue plugin as a host runs it: loaded from the build's folder, configured, started.
#pragma once

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <carillon/abi/queue.h>

#include "base/clock.h"
#include "plugins/host_services.h"
#include "plugins/registry.h"
#include "queueing/port.h"
#include "telemetry/metrics.h"

namespace carillon::queueing {

// The plugin files of the build, loaded once for the program.
inline plugins::Registry& built_plugins() {
  struct Host {
    SystemClock clock;
    telemetry::Metrics metrics;
    plugins::HostServices services{clock, metrics, {}};
    plugins::Registry registry{services};
    Host() {
      const std::filesystem::path folder(std::getenv("CARILLON_PLUGIN_DIR"));
      registry.scan({&folder, 1});
    }
  };
  static Host host;
  return host.registry;
}

class RunningQueue {
 public:
  RunningQueue(const std::string& id, const json::object& settings) {
    auto made = built_plugins().create(CRL_QUEUE_ID, id, "queue", settings, nullptr);
    if (!made) throw std::runtime_error(made.error().message);
    instance_ = *std::move(made);
    started_ = instance_->start();
  }
  const Status& started() const { return started_; }
  const plugins::Instance& instance() const { return *instance_; }
  const crl_queue& table() const { return *static_cast<const crl_queue*>(instance_->interface()); }
  void* self() const { return instance_->self(); }
  Port port() const { return {table(), self()}; }

 private:
  std::unique_ptr<plugins::Instance> instance_;
  Status started_;
};

}  // namespace carillon::queueing
