// The Date header (IMF-fixdate), rendered once a second for each thread.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace carillon::http {

// "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale and the zone of the process.
std::string format_http_date(std::time_t when);

// The date of now; the view stays valid on the calling thread until its next call.
std::string_view http_date_now();

}  // namespace carillon::http
