// A server on a free port whose handler a test supplies, and a gate that holds answers back.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "api/http/server.h"
#include "hostile_inputs.h"
#include "raw_client.h"

namespace carillon::http::testing {

// Holds handlers until it is opened; knows how many are held.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++held_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --held_;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool wait_for_held(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, RawClient::kWait, [&] { return held_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int held_ = 0;
};

// Polls until `done` holds; false when it did not within the deadline.
inline bool eventually(const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + RawClient::kWait;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

inline Response text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

// Answers with what it understood of the request.
inline Response echo(const Request& request) {
  return text(request.method + " " + request.path + "?" + request.query + " " + request.body);
}

inline Response plain_error(int status, std::string_view detail, std::string_view request_id) {
  Response response = text("error " + std::to_string(status) + ": " + std::string(detail) + " (" +
                           std::string(request_id) + ")");
  response.status = status;
  return response;
}

inline ServerOptions small_options() {
  ServerOptions options;
  options.socket_threads = 2;
  options.work_threads = 2;
  options.header_limit = kHeadLimit;
  return options;
}

class RunningServer {
 public:
  explicit RunningServer(Handler handler = echo, ServerOptions options = small_options(),
                         std::uint64_t body_limit = kBodyLimit)
      : server_(
            std::move(options), std::move(handler),
            [body_limit](std::string_view, std::string_view) { return body_limit; }, plain_error) {
    server_.start();
  }
  Server& operator*() { return server_; }
  Server* operator->() { return &server_; }
  RawClient client(int receive_buffer = 0) { return RawClient(server_.port(), receive_buffer); }

 private:
  Server server_;
};

inline std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

}  // namespace carillon::http::testing
