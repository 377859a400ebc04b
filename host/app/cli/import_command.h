// carillon import: files of customers and orders, sent to a running host in bulk requests.
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/process.h"

namespace carillon::cli {

// Counts go to `out`; progress (on a terminal), rejected rows and faults to `err`. Answers the exit code:
// kFailed as soon as a request fails, else kSomeRejected when a row was rejected.
int run(const ImportCommand& command, Console& out, Console& err);

}  // namespace carillon::cli
