// What the process answers to who started it. Stable: scripts rely on it, and the help tells it.
#pragma once

namespace carillon::cli {

enum ExitCode : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,         // the command line itself was not understood
  kSomeRejected = 3,  // an import ended, and the host refused some of its rows
};

}  // namespace carillon::cli
