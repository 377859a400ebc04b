// The server's and the client library's errors in the statuses of the storage ABI.
#pragma once

#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "options.h"

namespace carillon::mysql {

// Numbers that more than the mapping must know.
inline constexpr unsigned kPacketTooLarge = 1153;
inline constexpr unsigned kInterrupted = 1317;

// The connection is of no use any more.
bool is_lost(unsigned number);

// vendor_code holds the number.
Error failure(unsigned number, std::string_view message, const Options& options);

// A row or a value is more than one message to the server may hold.
Error too_large(std::size_t bytes, std::size_t most);

}  // namespace carillon::mysql
