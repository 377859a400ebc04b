// One request on its way to a route's handler: what was decoded, parsed and checked before it.
//
// For one thread. Borrows the request, the route and the services.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/route.h"
#include "base/json.h"
#include "store/session.h"

namespace carillon::api {

struct Services;
class AnswerKeeper;

class Context {
 public:
  const http::Request& request;
  const Route& route;
  const Services& services;

  std::map<std::string, std::string, std::less<>> path_values, query_values;
  json::value body;                // of a route with a parsed body
  std::string media;               // the body's media type, in lower case and without parameters
  AnswerKeeper* keeper = nullptr;  // while a request with an Idempotency-Key is answered

  std::string_view path_value(std::string_view name) const { return find(path_values, name); }
  // The parameter as sent, or its default; empty when there is neither.
  std::string_view query(std::string_view name) const;
  bool has_query(std::string_view name) const { return query_values.contains(name); }
  std::int64_t query_int(std::string_view name) const;
  // Keeps the answer of a request with an Idempotency-Key, within the transaction of its effect; its error is
  // the transaction's. Does nothing for other requests.
  Status keep(store::Session& session, const http::Response& response) const;
  bool query_bool(std::string_view name) const { return query(name) == "true"; }

 private:
  static std::string_view find(const std::map<std::string, std::string, std::less<>>& in,
                               std::string_view name) {
    const auto at = in.find(name);
    return at == in.end() ? std::string_view{} : std::string_view(at->second);
  }
};

// 200 with a JSON body.
http::Response ok(std::string body, int status = 200);

// Gives the answer that `make` makes; when it throws, a 500.
void give(const http::Answerer& answer, const http::Request& request,
          const std::function<http::Response()>& make);

}  // namespace carillon::api
