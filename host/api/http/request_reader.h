// Bytes of a connection in, whole requests out: Boost.Beast's parser with the strictness it lacks around it.
//
// Invariants: the same bytes give the same requests and the same error however they are split; nothing of a
// body is stored before its size was judged against the route's limit; what is held of a head, of a chunk's
// header or of a trailer never exceeds the head's limit. After an error nothing more is read.
// Thread safety: none; belongs to the thread that serves the connection's socket.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "api/http/body_file.h"
#include "api/http/message.h"
#include "api/http/request_line.h"

namespace carillon::http {

// A request as it came off the wire, or the reason why none did.
struct Inbound {
  Request request;
  ReadError error;  // when set, `request` holds what was known by then
  bool keep_alive = false;
  bool http11 = true;
  std::size_t wire_bytes = 0;
};

// What a request that waits costs: its bytes, and something for being there at all.
inline std::size_t cost_of(const Inbound& inbound) { return inbound.wire_bytes + 512; }

class RequestReader {
 public:
  enum class State { kIdle, kHead, kBody, kComplete, kFailed };

  // `body_limit` and `spooling` outlive the reader.
  RequestReader(std::size_t header_limit, const BodyLimit& body_limit, const Spooling& spooling);
  ~RequestReader();

  // Takes bytes up to the end of one request at most; returns how many. Nothing is taken in kComplete
  // (call take() first) and in kFailed.
  std::size_t feed(std::string_view bytes);

  State state() const;

  // In kBody: the client waits for "100 Continue" and has sent nothing of the body yet.
  bool awaits_continue() const;

  // In kComplete or kFailed. After kComplete the reader is ready for the next request.
  Inbound take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::http
