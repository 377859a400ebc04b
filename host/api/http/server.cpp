#include "api/http/server.h"

#include <csignal>
#include <thread>
#include <utility>

#include "api/http/connection.h"
#include "api/http/core.h"
#include "api/http/pistache_endpoint.h"

namespace carillon::http {
namespace {

constexpr std::chrono::milliseconds kLookAgain{2};
// Pistache notices a shut socket at once; this only bounds the wait for a thread that is starved.
constexpr std::chrono::milliseconds kLastWords{2'000};

// Waits until `done` holds or the time is over. Looking is cheaper than to count every request.
template <typename Condition>
void wait_for(std::chrono::milliseconds at_most, Condition done) {
  const auto end = std::chrono::steady_clock::now() + at_most;
  while (!done() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kLookAgain);
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Handler handler, BodyLimit body_limit, ErrorPage error_page)
      : core(std::move(options), std::move(handler), std::move(body_limit), std::move(error_page)),
        endpoint(core) {}

  bool any_busy() const {
    for (const auto& connection : core.registry.alive())
      if (connection->is_busy()) return true;
    return false;
  }

  Core core;
  PistacheEndpoint endpoint;
  bool running = false;
};

Server::Server(ServerOptions options, Handler handler, BodyLimit body_limit, ErrorPage error_page)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), std::move(body_limit),
                                   std::move(error_page))) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

void Server::start() {
  std::signal(SIGPIPE, SIG_IGN);
  impl_->endpoint.start();
  impl_->running = true;
  impl_->core.reactor.start([core = &impl_->core](Ticks now) {
    for (const auto& connection : core->registry.alive()) connection->on_tick(now);
  });
}

void Server::stop(std::chrono::milliseconds grace) {
  if (!impl_->running) return;
  impl_->running = false;
  Core& core = impl_->core;
  core.stopping.store(true);
  impl_->endpoint.stop_accepting();
  for (const auto& connection : core.registry.alive()) connection->begin_stop();
  wait_for(grace, [this] { return !impl_->any_busy(); });
  // Aborted again and again: a client accepted just before may still be on its way to its thread.
  wait_for(kLastWords, [&core] {
    for (const auto& connection : core.registry.alive()) connection->abort();
    return core.peers.load() == 0;
  });
  core.pool.stop();
  core.quick_pool.stop();
  impl_->endpoint.stop();
  // No handler runs any more. Who promised an answer gives it or drops it, however long that takes, as a
  // handler's return is waited for.
  while (core.promised.load() > 0) std::this_thread::sleep_for(kLookAgain);
  core.reactor.stop();
}

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

ServerCounters Server::counters() const {
  const Core& core = impl_->core;
  return {.requests = core.requests.load(),
          .connections_open = core.registry.size(),
          .rejected_malformed = core.rejected_malformed.load(),
          .rejected_overload = core.rejected_overload.load(),
          .queue_depth = core.pool.queue_depth() + core.quick_pool.queue_depth()};
}

}  // namespace carillon::http
