// Outbound HTTP for all plugins: one thread, many requests.
//
// TLS is always verified, redirects are not followed, no proxy is taken from the environment, and addresses
// of private networks are refused unless HttpOptions says otherwise. The sink's calls come on the client's
// thread: they must not block. Thread safety: start() and cancel() from any thread, also from within a sink;
// stop() from outside.
#pragma once

#include <cstdint>
#include <memory>

#include <carillon/abi/host.h>
#include <carillon/result.hpp>

#include "plugins/host_services.h"

namespace carillon::plugins {

class HttpClient {
 public:
  explicit HttpClient(const HttpOptions& options);
  ~HttpClient();  // stop()

  // The operation's number, never 0: done() follows exactly once. An error: no call follows.
  Result<std::uint64_t> start(const crl_http_request& request, const crl_http_sink& sink);
  void cancel(std::uint64_t op);
  // Whatever is under way ends CRL_E_CANCELLED before this returns; start() answers CRL_E_STATE from now on.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::plugins
