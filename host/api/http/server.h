// A strict HTTP/1.1 server: Pistache carries the bytes, a connection class of ours guards them.
//
// Pistache's endpoint, listener, epoll workers and peers are kept; its parser and its response writer are
// not. Each connection parses with Boost.Beast, writes to a descriptor that it owns, and hands whole
// requests to a bounded work pool; requests of one connection are answered one at a time and in order.
//
// Invariants: no thread that serves sockets runs a handler that may wait; no answer reaches a descriptor that
// its connection does not own; memory a connection holds is bounded by its limits. Thread safety: start() and
// stop() from one thread; the counters from any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/body_file.h"
#include "api/http/message.h"

namespace carillon::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::size_t socket_threads = 2;
  std::size_t work_threads = 4;
  // Requests whose handlers never wait and are soon done, whether their answers are there or come later. The
  // thread that read one answers it; those behind it on the same connection have a few threads of their own,
  // while handlers that wait for storage want many. Quick requests are never refused for their number.
  std::size_t quick_threads = 2;
  std::function<bool(const Request& request)> is_quick;
  std::size_t queue_limit = 1024;  // requests waiting for a work thread; past it the answer is 503
  std::size_t header_limit = 16 * 1024;
  std::chrono::milliseconds header_timeout{15'000};
  std::chrono::milliseconds body_timeout{60'000};
  std::chrono::milliseconds keep_alive_timeout{75'000};
  std::chrono::milliseconds write_timeout{30'000};   // a reader that takes nothing for so long is dropped
  std::size_t write_buffer_limit = 8 * 1024 * 1024;  // unsent bytes of one connection
  std::size_t max_connections = 10'000;              // past it: 503 and close
  std::size_t pipeline_limit = 256 * 1024;           // bytes of requests read ahead of the one answered
  std::chrono::milliseconds linger_timeout{2'000};   // how long a client may take to close after our end
  Spooling spooling{};                               // of large bodies, so that their size is not memory's
  // Told about what no client is told: what a handler threw, why a stream broke off. From any thread.
  std::function<void(std::string_view what, std::string_view request_id)> on_incident;
};

struct ServerCounters {
  std::uint64_t requests = 0, connections_open = 0, rejected_malformed = 0, rejected_overload = 0;
  std::uint64_t queue_depth = 0;
};

class Server {
 public:
  Server(ServerOptions options, Handler handler, BodyLimit body_limit, ErrorPage error_page);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and starts to serve. Throws std::runtime_error, naming address and port, when it cannot bind.
  void start();

  // Stops accepting, lets answers under way finish for at most `grace`, then closes. Safe to call twice.
  void stop(std::chrono::milliseconds grace);

  // The port really bound; valid after start().
  std::uint16_t port() const;

  ServerCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::http
