// The first line of a request: `method SP target SP HTTP/x.y`.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace carillon::http {

// What was wrong with a request and the status that says so; status 0 is no error.
struct ReadError {
  int status = 0;
  std::string detail;
  explicit operator bool() const { return status != 0; }
};

struct RequestLine {
  std::string_view method, path, query;  // views into the line
  bool http11 = false;
};

// `line` comes without its CR LF. The target may be in origin form, in absolute form (its authority is
// dropped) or `*` for OPTIONS; it must consist of the characters of RFC 3986 with whole %XX triplets.
ReadError parse_request_line(std::string_view line, RequestLine& out);

// Whether `value` may stand in a Host field: a name, an IPv4 address or a bracketed IPv6, and a port.
bool is_valid_host(std::string_view value);

}  // namespace carillon::http
