// Entries into the typed configuration: types, bounds, unknown keys, and what keys must be to each other.
#pragma once

#include <vector>

#include "config/entry.h"

namespace carillon::config {

// The host's own keys. `shown` gets every key, in the order of the table, with where its value is from.
void apply_keys(const Entries& entries, Config& config, std::vector<Shown>& shown, Faults& faults);

}  // namespace carillon::config
