// Pistache's listener, epoll workers and peers, with a Connection of ours behind each peer.
//
// Pistache's request parser, its response writer and the time-outs built on them are not used: they crash
// on early disconnects and cut answers that take long. Our connections enforce the time-outs, and when one
// ends they shut the socket, which Pistache sees as the client's end.
// Thread safety: start() and stop() from one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "api/http/core.h"

namespace carillon::http {

class PistacheEndpoint {
 public:
  // `core` outlives the endpoint.
  explicit PistacheEndpoint(Core& core);
  ~PistacheEndpoint();

  // Throws std::runtime_error when the address cannot be bound.
  void start();
  std::uint16_t port() const { return port_; }

  // New clients are refused; those here are served on.
  void stop_accepting();
  // Ends the socket threads. Every connection must have been aborted.
  void stop();

 private:
  class PeerHandler;
  struct Endpoint;
  Core& core_;
  std::unique_ptr<Endpoint> endpoint_;
  std::uint16_t port_ = 0;
};

}  // namespace carillon::http
