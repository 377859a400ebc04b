// carillon config check | show. Each answers the exit code of the process.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::cli {

// Faults go to `err`, one a line; what was asked for goes to `out`.
int run(const ConfigCommand& command, const std::map<std::string, std::string>& environment, Console& out,
        Console& err);

void print_faults(const std::vector<config::Fault>& faults, Console& err);

}  // namespace carillon::cli
