#include "api/etag.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "api/problem.h"

namespace carillon::api {

std::string etag_of(std::string_view body) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;  // FNV-1a
  for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0100'0000'01B3U;
  std::array<char, 24> text;
  const int n = std::snprintf(text.data(), text.size(), "\"%016llx\"", static_cast<unsigned long long>(hash));
  return {text.data(), static_cast<std::size_t>(n)};
}

bool names_tag(std::string_view header, std::string_view tag, bool weak_too) {
  while (!header.empty()) {
    const auto end = header.find(',');
    std::string_view item = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (weak_too && item.starts_with("W/")) item.remove_prefix(2);
    if (item == "*" || item == tag) return true;
  }
  return false;
}

http::Response tagged(const Context& context, std::string body, int status) {
  std::string tag = etag_of(body);
  const bool reads = context.route.method == "GET";
  http::Response response;
  if (reads && names_tag(context.request.header("If-None-Match"), tag, true)) {
    response.status = 304;
  } else {
    response = ok(std::move(body), status);
  }
  response.headers.emplace_back("ETag", std::move(tag));
  return response;
}

bool may_change(const Context& context, std::string_view present_body) {
  const std::string_view wanted = context.request.header("If-Match");
  return wanted.empty() || names_tag(wanted, etag_of(present_body), false);
}

http::Response has_changed(const Context& context) {
  return problem(context.request, 412, "changed",
                 "it is no longer what If-Match names; read it again and repeat the change");
}

}  // namespace carillon::api
