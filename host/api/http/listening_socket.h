// Closing a listening socket that another library owns.
//
// Thread safety: any thread.
#pragma once

#include <cstdint>

namespace carillon::http {

// Puts a socket that listens to nothing in the place of the one of this process that listens on `port`:
// new clients are refused from then on, while the owner keeps a descriptor that it may close as its own.
// False when there is none (or the system does not tell).
bool retire_listening_socket(std::uint16_t port);

}  // namespace carillon::http
