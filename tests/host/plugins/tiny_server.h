// A web server on 127.0.0.1 for tests of a client: answers each request with the very bytes that a function
// gives, then closes; or never, when the function gives none.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace carillon::plugins {

class TinyServer {
 public:
  struct Request {
    std::string line;  // "POST /x HTTP/1.1"
    std::string head;  // the header lines
    std::string body;
  };
  using Answer = std::function<std::optional<std::string>(const Request&)>;

  explicit TinyServer(Answer answer);
  ~TinyServer();
  std::string url(const std::string& path) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::plugins
