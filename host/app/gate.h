// What answers while the host waits for its storage, and hands over to the API once that is there.
//
// The port is bound at once, so that whoever supervises the host sees it live (/healthz) and reads why it is
// not ready (/readyz and every other path: 503 with Retry-After).
//
// Thread safety: all calls from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "api/http/message.h"

namespace carillon::api {
class Api;
}

namespace carillon::app {

class Gate {
 public:
  // `max_body_bytes`: of requests that come before the API is there.
  explicit Gate(std::uint64_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  // For http::Server; both borrow this object.
  http::Handler handler();
  http::BodyLimit body_limit();

  // Why nothing is served yet.
  void wait_for(std::string reason);
  // From now on `api` answers; it outlives the server.
  void open(const api::Api& api);

 private:
  http::Response answer(const http::Request& request) const;

  const std::uint64_t max_body_bytes_;
  std::atomic<const api::Api*> api_{nullptr};
  mutable std::mutex mutex_;
  std::string reason_ = "the host is starting";  // guarded by mutex_
};

}  // namespace carillon::app
