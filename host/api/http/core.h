// What every connection of one server shares. It outlives all of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "api/http/io_reactor.h"
#include "api/http/server.h"
#include "api/http/work_pool.h"

namespace carillon::http {

class Connection;

// The connections that exist, for the tick and for the end of the server. Thread safety: all functions.
class Registry {
 public:
  void add(Connection& connection);
  void remove(Connection& connection);
  // Those alive now; they are kept alive by the result.
  std::vector<std::shared_ptr<Connection>> alive() const;
  std::size_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  mutable std::mutex mutex_;
  std::unordered_set<Connection*> connections_;
  std::atomic<std::size_t> size_{0};
};

struct Core {
  Core(ServerOptions options, Handler handler, BodyLimit body_limit, ErrorPage error_page);

  void report(std::string_view what, std::string_view request_id) const;

  bool is_quick(const Request& request) const { return options.is_quick && options.is_quick(request); }
  WorkPool& pool_for(const Request& request) { return is_quick(request) ? quick_pool : pool; }

  const ServerOptions options;
  const Handler handler;
  const BodyLimit body_limit;
  const ErrorPage error_page;

  std::atomic<std::uint64_t> requests{0}, rejected_malformed{0}, rejected_overload{0};
  std::atomic<bool> stopping{false};
  // Answers that were promised and are not given; while there are any, connections live on.
  std::atomic<std::size_t> promised{0};
  // Peers that Pistache still holds; when it is 0 no socket thread touches a connection.
  std::atomic<std::size_t> peers{0};

  // In the order in which the last references to connections may be dropped: first the pool's, then the
  // reactor's, then nothing needs the registry.
  Registry registry;
  IoReactor reactor;
  WorkPool pool;
  WorkPool quick_pool;
};

}  // namespace carillon::http
