#include "app/gate.h"

#include <utility>

#include <carillon/result.hpp>

#include "api/api.h"
#include "api/problem.h"

namespace carillon::app {

http::Handler Gate::handler() {
  return [this](const http::Request& request) { return answer(request); };
}

http::BodyLimit Gate::body_limit() {
  return [this](std::string_view method, std::string_view path) {
    const api::Api* api = api_.load(std::memory_order_acquire);
    return api == nullptr ? max_body_bytes_ : api->body_limit()(method, path);
  };
}

void Gate::wait_for(std::string reason) {
  const std::scoped_lock lock(mutex_);
  reason_ = std::move(reason);
}

void Gate::open(const api::Api& api) { api_.store(&api, std::memory_order_release); }

http::Response Gate::answer(const http::Request& request) const {
  if (const api::Api* api = api_.load(std::memory_order_acquire)) return api->answer(request);
  if (request.path == "/healthz") {
    http::Response alive;
    alive.content_type = "application/json";
    alive.body = R"({"status":"ok"})";
    return alive;
  }
  const std::scoped_lock lock(mutex_);
  return api::failure(request, unavailable(reason_, 1'000));
}

}  // namespace carillon::app
