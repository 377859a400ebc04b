// carillon storage status | migrate | check | copy: looks after what is stored, without a host.
#pragma once

#include <map>
#include <string>

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::app {

int run(const cli::StorageCommand& command, const std::map<std::string, std::string>& environment,
        cli::Console& out, cli::Console& err);

}  // namespace carillon::app
