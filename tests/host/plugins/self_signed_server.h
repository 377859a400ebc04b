// A web server on 127.0.0.1 with a certificate of its own making, for tests of whom a client trusts.
#pragma once

#include <memory>
#include <string>

namespace carillon::plugins {

class SelfSignedServer {
 public:
  SelfSignedServer();
  ~SelfSignedServer();
  std::string port() const;
  // Something came through the TLS connection.
  bool was_asked() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::plugins
