// carillon plugin check FILE: everything that can be tried of a plugin before a host trusts it.
//
// A storage runs the whole suite of sdk/conformance/storage; another kind is made, started, asked for its
// health and stopped, and a channel sends a small batch. Every line says what was tried.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::cli {

// Fails when one check did. The working folder is a temporary one while the checks run, so that settings
// which are files by default leave nothing behind.
int run(const PluginCheckCommand& command, Console& out, Console& err);

}  // namespace carillon::cli
