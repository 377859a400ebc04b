// A registry for commands that look at plugins and run none of their instances.
#pragma once

#include "app/cli/process.h"
#include "base/clock.h"
#include "plugins/host_services.h"
#include "plugins/registry.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace carillon::cli {

class InstalledPlugins {
 public:
  // Scans the folders of a host with this configuration. What is refused is told by files(), not by the log.
  explicit InstalledPlugins(const config::Config& config) {
    log::start({log::Level::kError, false, {}});
    registry_.scan(plugin_folders(config));
  }

  plugins::Registry& registry() { return registry_; }

 private:
  SystemClock clock_;
  telemetry::Metrics metrics_;
  plugins::HostServices services_{clock_, metrics_, {}};
  plugins::Registry registry_{services_};
};

}  // namespace carillon::cli
