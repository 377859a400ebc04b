// The settings of providers against the schemas of their plugins, told like faults of the configuration.
#pragma once

#include <vector>

#include "config/config.h"
#include "plugins/registry.h"

namespace carillon::cli {

// Plugins that are not there and settings that their schemas refuse; each names the line that says so.
// REQUIRES: the registry has scanned the folders.
std::vector<config::Fault> check_settings(const config::Loaded& loaded, const plugins::Registry& registry);

}  // namespace carillon::cli
