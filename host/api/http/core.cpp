#include "api/http/core.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "api/http/connection.h"

namespace carillon::http {
namespace {

// Fine enough for the shortest time-out, coarse enough to cost nothing with many connections.
std::chrono::milliseconds tick_for(const ServerOptions& options) {
  const auto shortest = std::min({options.header_timeout, options.body_timeout, options.keep_alive_timeout,
                                  options.write_timeout, options.linger_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

}  // namespace

void Registry::add(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(&connection);
  size_.store(connections_.size(), std::memory_order_relaxed);
}

void Registry::remove(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(&connection);
  size_.store(connections_.size(), std::memory_order_relaxed);
}

std::vector<std::shared_ptr<Connection>> Registry::alive() const {
  std::vector<std::shared_ptr<Connection>> result;
  const std::lock_guard lock(mutex_);
  result.reserve(connections_.size());
  // One that is being destroyed waits for the lock in remove() and has no owner left to share.
  for (Connection* connection : connections_)
    if (auto owner = connection->weak_from_this().lock()) result.push_back(std::move(owner));
  return result;
}

Core::Core(ServerOptions options_, Handler handler_, BodyLimit body_limit_, ErrorPage error_page_)
    : options(std::move(options_)),
      handler(std::move(handler_)),
      body_limit(std::move(body_limit_)),
      error_page(std::move(error_page_)),
      reactor(tick_for(options)),
      pool(options.work_threads, options.queue_limit),
      // Never too full for a question whether the host lives: a connection has one request here at most.
      quick_pool(options.quick_threads, options.max_connections) {}

void Core::report(std::string_view what, std::string_view request_id) const {
  if (options.on_incident) options.on_incident(what, request_id);
}

}  // namespace carillon::http
