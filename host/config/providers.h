// [storage], [queue], [channels.NAME] and [ai.NAME]: which plugins run, and with what settings. The settings
// belong to the plugins, whose schemas judge them when the instances are made.
#pragma once

#include <vector>

#include "config/entry.h"

namespace carillon::config {

// Adds the providers of a host whose file names none: the simulators and the built-in AI.
void put_default_providers(Entries& entries);

// REQUIRES: apply_keys() has set config.data_dir.
void apply_providers(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults);

}  // namespace carillon::config
