// Whether a request for a counted link or picture came from a person, as far as anybody can tell.
//
// Not counted: HEAD; what says itself that it looks ahead (Purpose, Sec-Purpose, X-Moz, X-Purpose); programs
// that call themselves robots, scanners or libraries; a request without a User-Agent. Counted although a
// machine asks: the picture proxies of Gmail, Yahoo and Outlook, which ask when a person opens. What no
// server can tell: mail programs that fetch every picture on arrival (Apple's privacy protection) count as
// opens, so clicks are the figure to trust. Pure.
#pragma once

#include <functional>
#include <string_view>

namespace carillon::links {

// `header`: the request's headers by name; empty for those that it has not.
bool is_person(std::string_view method, const std::function<std::string_view(std::string_view name)>& header);

}  // namespace carillon::links
