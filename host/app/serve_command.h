// carillon serve: load the configuration, run a host until SIGINT or SIGTERM, answer the exit code.
#pragma once

#include <map>
#include <string>

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::app {

int serve(const cli::ServeCommand& command, const std::map<std::string, std::string>& environment,
          cli::Console& err);

}  // namespace carillon::app
