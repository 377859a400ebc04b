// What the server's errors and lost connections mean to the host.
#pragma once

#include <string_view>

#include <carillon/result.hpp>

#include "options.h"

namespace carillon::redis {

// Of an error reply: "OOM command not allowed ...", "WRONGPASS ...".
Error refusal(std::string_view said, const Options& options);

// Of a connection that could not be made; nothing was sent.
Error no_connection(std::string_view why, const Options& options);

// Of a connection that broke while a command was under way.
Error lost_answer(std::string_view why, const Options& options);

}  // namespace carillon::redis
