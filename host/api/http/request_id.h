// Names of requests: the caller's own when it is harmless to log and echo, else a random one.
#pragma once

#include <string>
#include <string_view>

namespace carillon::http {

// 1 to 64 characters of [A-Za-z0-9._-].
bool is_sane_request_id(std::string_view text);

// 16 random hexadecimal digits. Unique enough to find a request in a log; not a secret.
std::string make_request_id();

}  // namespace carillon::http
