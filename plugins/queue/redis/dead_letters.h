// The list of entries that could not be worked off: one stream for all. Pure functions over a connection.
#pragma once

#include <carillon/queue.hpp>

#include "connection.h"

namespace carillon::redis {

Status list_dead(Connection& connection, const Options& options, std::string_view cursor, std::uint32_t max,
                 const DeadLetterSink& sink);
Status retry_dead(Connection& connection, const Options& options, std::string_view id);
Status remove_dead(Connection& connection, const Options& options, std::string_view id);

}  // namespace carillon::redis
