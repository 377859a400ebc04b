#include "api/http/request_line.h"

#include <algorithm>
#include <cstddef>

#include "api/http/ascii.h"

namespace carillon::http {
namespace {

constexpr std::size_t kLongestMethod = 32;
constexpr auto npos = std::string_view::npos;

bool is_target_char(char c) {
  return is_alnum(c) || (c != '\0' && std::string_view("-._~!$&'()*+,;=:@/?[]%").find(c) != npos);
}

ReadError check_target_chars(std::string_view target) {
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == '#') return {400, "the request target contains a fragment ('#'); leave it out"};
    if (!is_target_char(target[i]))
      return {400, "the request target contains a character that must be percent-encoded"};
    if (target[i] != '%') continue;
    if (i + 2 >= target.size() || !is_hex_digit(target[i + 1]) || !is_hex_digit(target[i + 2]))
      return {400, "the request target contains '%' without two hexadecimal digits after it"};
    i += 2;
  }
  return {};
}

// Leaves the part from the first '/' or '?' after the authority.
ReadError strip_authority(std::string_view& target) {
  const auto colon = target.find("://");
  const auto scheme = target.substr(0, colon == npos ? 0 : colon);
  if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https"))
    return {400, "the request target is neither a path nor an http URI"};
  target.remove_prefix(colon + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  if (!is_valid_host(target.substr(0, end))) return {400, "the request target names no valid host"};
  target.remove_prefix(end);
  return {};
}

}  // namespace

ReadError parse_request_line(std::string_view line, RequestLine& out) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == npos || first == last)
    return {400, "the request line is not of the form 'METHOD target HTTP/1.1'"};
  out.method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(out.method)) return {400, "the request's method is not a token"};
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7]))
    return {400, "the request line does not end with an HTTP version"};
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  out.http11 = version[7] == '1';
  if (out.method.size() > kLongestMethod || out.method == "CONNECT" || out.method == "TRACE")
    return {501, "the request's method is not implemented"};
  if (target.empty()) return {400, "the request target is empty"};
  if (target == "*") {
    if (out.method != "OPTIONS") return {400, "the request target '*' belongs to OPTIONS only"};
    out.path = target;
    out.query = {};
    return {};
  }
  if (auto error = check_target_chars(target)) return error;
  if (target.front() != '/') {
    if (auto error = strip_authority(target)) return error;
  }
  const auto mark = target.find('?');
  out.path = target.substr(0, mark);
  if (out.path.empty()) out.path = "/";
  out.query = mark == npos ? std::string_view() : target.substr(mark + 1);
  return {};
}

bool is_valid_host(std::string_view value) {
  std::string_view host = value;
  std::string_view port;
  if (!value.empty() && value.front() == '[') {
    const auto close = value.find(']');
    if (close == npos || close < 3) return false;
    host = value.substr(1, close - 1);
    if (!std::all_of(host.begin(), host.end(),
                     [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; }))
      return false;
    port = value.substr(close + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const auto colon = value.find(':');
    host = value.substr(0, colon);
    port = colon == npos ? std::string_view() : value.substr(colon);
    const auto is_host_char = [](char c) {
      return is_alnum(c) || (c != '\0' && std::string_view("-._~!$&'()*+;=%").find(c) != npos);
    };
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_char)) return false;
  }
  if (port.empty()) return true;
  port.remove_prefix(1);
  if (port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
  int number = 0;
  for (const char c : port) number = number * 10 + (c - '0');
  return number <= 65535;
}

}  // namespace carillon::http
