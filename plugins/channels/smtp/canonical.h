// The relaxed canonical forms of RFC 6376: what a mail's headers and body look like to a DKIM signature,
// however relays fold and space them. [pure]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carillon::smtp {

// The header fields of a mail's head, each without its last CRLF.
std::vector<std::string_view> split_headers(std::string_view head);
std::string relaxed_name(std::string_view header);
// Without a line end.
std::string relaxed_header(std::string_view header);
std::string relaxed_body(std::string_view body);

}  // namespace carillon::smtp
