// What is left of a store whose process ended, well or not. For stores that keep rows while they are stopped.
#pragma once

#include "suite.h"

namespace carillon::conformance {

Findings check_restart(const Bench& bench);
// Kills a process of its own with SIGKILL while it commits, several times.
Findings check_kill(const Bench& bench);

}  // namespace carillon::conformance
