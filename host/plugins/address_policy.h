// Which addresses plugins may reach when the operator has not opened the private network to them. Pure.
#pragma once

#include <optional>
#include <string>

#include <sys/socket.h>

namespace carillon::plugins {

// Why an address is not one of the public internet ("127.0.0.1 is a loopback address"); nullopt when it is.
// Judges the very address that is about to be connected to, so that no name can hide it.
std::optional<std::string> why_not_public(const sockaddr* address, socklen_t length);

}  // namespace carillon::plugins
