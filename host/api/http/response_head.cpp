#include "api/http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "api/http/ascii.h"
#include "api/http/http_date.h"

namespace carillon::http {
namespace {

void append_number(std::string& out, std::uint64_t value, int base) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool belongs_to_connection(std::string_view name) {
  constexpr std::array<std::string_view, 7> kOwned = {
      "Content-Length", "Transfer-Encoding",     "Connection", "Keep-Alive", "Date",
      "X-Request-Id",   "X-Content-Type-Options"};
  return std::any_of(kOwned.begin(), kOwned.end(),
                     [name](std::string_view owned) { return equals_ignoring_case(name, owned); });
}

bool is_clean_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; });
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

bool is_bodiless(int status) { return status < 200 || status == 204 || status == 304; }

bool is_sendable(const Response& response) {
  return response.status >= 200 && response.status <= 599 && is_clean_value(response.content_type) &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
           return is_token(header.first) && is_clean_value(header.second);
         });
}

void append_head(std::string& out, const Response& response, const Framing& framing,
                 std::string_view request_id) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(response.status), 10);
  out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  append_field(out, "Date", http_date_now());
  append_field(out, "X-Request-Id", request_id);
  append_field(out, "X-Content-Type-Options", "nosniff");
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers)
    if (!belongs_to_connection(name)) append_field(out, name, value);
  if (framing.chunked) {
    append_field(out, "Transfer-Encoding", "chunked");
  } else if (framing.has_length) {
    out.append("Content-Length: ");
    append_number(out, framing.length, 10);
    out.append("\r\n");
  }
  if (!framing.keep_alive)
    append_field(out, "Connection", "close");
  else if (!framing.http11)
    append_field(out, "Connection", "keep-alive");
  out.append("\r\n");
}

void append_chunk(std::string& out, std::string_view piece) {
  append_number(out, piece.size(), 16);
  out.append("\r\n").append(piece).append("\r\n");
}

}  // namespace carillon::http
