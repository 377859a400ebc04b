// The bytes in front of an answer's body, and the framing of streamed bodies.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/message.h"

namespace carillon::http {

// How an answer goes on the wire, as the connection decided.
struct Framing {
  bool http11 = true;      // the request's version; the status line always says HTTP/1.1
  bool keep_alive = true;  // else "Connection: close"
  bool chunked = false;
  bool has_length = true;
  std::uint64_t length = 0;
};

std::string_view reason_phrase(int status);

// Statuses that never carry a body.
bool is_bodiless(int status);

// Whether every header can be sent as it is: names are tokens, values have no control characters. A header
// that is not sendable would let its author write further headers, or a further answer.
bool is_sendable(const Response& response);

// Appends status line, header fields and the empty line. Fields that belong to the connection
// (Content-Length, Transfer-Encoding, Connection, Date, X-Request-Id) are written from `framing`, never
// from the response.
void append_head(std::string& out, const Response& response, const Framing& framing,
                 std::string_view request_id);

// One chunk; `piece` is not empty.
void append_chunk(std::string& out, std::string_view piece);

constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace carillon::http
