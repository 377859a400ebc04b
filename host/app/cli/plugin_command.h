// carillon plugin list | inspect. Each answers the exit code of the process.
#pragma once

#include <map>
#include <string>

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::cli {

// Fails when the configuration does; a refused file is listed with its reason.
int run(const PluginListCommand& command, const std::map<std::string, std::string>& environment, Console& out,
        Console& err);

// Fails when the host would refuse the file.
int run(const PluginInspectCommand& command, Console& out, Console& err);

}  // namespace carillon::cli
