// Outbound HTTP through the host: no TLS library, no thread and no limits of the plugin's own.
//
// All calls are [any]. The callback comes exactly once on a [worker] thread after http_start() answered an
// operation, also after http_cancel(); it must not outlive the instance: stop() cancels and waits for it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/host.h"
#include "plugin.hpp"

namespace carillon {

struct HttpRequest {
  std::string_view method = "GET";
  std::string_view url{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string_view body{};
  std::uint32_t timeout_ms = 0;          // 0: the host's default
  std::uint32_t max_response_bytes = 0;  // 0: the host's default
};

struct HttpResponse {
  std::int32_t status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
};

using HttpDone = std::function<void(Result<HttpResponse>)>;

inline bool http_available() { return host().service<crl_http>(CRL_HTTP_ID) != nullptr; }

// The request is borrowed for the call only. An Error means that `done` will not be called; every answer of
// the server, 500 too, is a response and no error.
inline Result<std::uint64_t> http_start(const HttpRequest& request, HttpDone done) {
  const auto* http = host().service<crl_http>(CRL_HTTP_ID);
  if (http == nullptr) return Host::lacks(CRL_HTTP_ID);
  struct Call {
    HttpDone done;
    HttpResponse response;
  };
  auto call = std::make_unique<Call>(Call{std::move(done), {}});
  std::vector<crl_kv> headers;
  for (const auto& [name, value] : request.headers) headers.push_back({str(name), str(value)});
  const crl_http_request raw{sizeof raw,
                             request.timeout_ms,
                             str(request.method),
                             str(request.url),
                             str(request.body),
                             headers.data(),
                             static_cast<std::uint32_t>(headers.size()),
                             request.max_response_bytes};
  const crl_http_sink sink{sizeof sink,
                           0,
                           call.get(),
                           [](void* ctx, std::int32_t status, const crl_kv* kv, std::uint32_t n) {
                             guarded_void("http head", [&] {
                               auto& response = static_cast<Call*>(ctx)->response;
                               response.status = status;
                               for (std::uint32_t i = 0; i < n; ++i)
                                 response.headers.emplace_back(view(kv[i].key), view(kv[i].value));
                             });
                           },
                           [](void* ctx, crl_str chunk) {
                             guarded_void("http body",
                                          [&] { static_cast<Call*>(ctx)->response.body += view(chunk); });
                           },
                           [](void* ctx, crl_status status, const crl_error* error) {
                             const std::unique_ptr<Call> last(static_cast<Call*>(ctx));
                             guarded_void("http done", [&] {
                               if (status == CRL_OK)
                                 last->done(std::move(last->response));
                               else
                                 last->done(read_error(status, error == nullptr ? empty_error() : *error));
                             });
                           }};
  std::uint64_t op = 0;
  crl_error error = empty_error();
  Call* const handed_over = call.release();  // done() may come before start() returns
  const crl_status status = http->start(host().ctx(), &raw, &sink, &op, &error);
  if (status != CRL_PENDING) {
    delete handed_over;
    return read_error(status, error);
  }
  return op;
}

// Best effort; the callback still comes.
inline void http_cancel(std::uint64_t op) {
  if (const auto* http = host().service<crl_http>(CRL_HTTP_ID)) http->cancel(host().ctx(), op);
}

}  // namespace carillon
