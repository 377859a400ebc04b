// The REST API: the table of routes and everything that is read from it.
//
// Thread safety: all calls from any thread; what they return borrows this object.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/route.h"
#include "api/services.h"

namespace carillon::api {

// Whether the handler of such a request reads a body that lies in a file. Known before there is an Api.
bool reads_files(std::string_view method, std::string_view path);

// Whether no thread waits while such a request is answered: a few threads will do for all of them.
bool answers_without_waiting(const http::Request& request);

class Api {
 public:
  // Compiles every schema of the table; throws std::logic_error when the table contradicts itself.
  explicit Api(Services services);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // For http::Server: what answers, how large a body may be, and the page for errors below the handler.
  http::Handler handler() const;
  http::BodyLimit body_limit() const;
  static http::ErrorPage error_page();

  http::Response answer(const http::Request& request) const;

  const std::vector<Route>& routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::api
