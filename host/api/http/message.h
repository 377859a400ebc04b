// One HTTP request, whole and already judged well-formed, and the answer to it.
//
// Value types; a request is read by one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::http {

class BodyFile;

using Headers = std::vector<std::pair<std::string, std::string>>;

// A header by name, ignoring case; empty when it is absent.
std::string_view find_header(const Headers& headers, std::string_view name);

struct Request {
  std::string method;
  std::string path;   // as sent, not percent-decoded, without the query
  std::string query;  // as sent, without '?'
  Headers headers;
  std::string body;
  std::shared_ptr<const BodyFile> body_file;  // when set, the body is there and `body` is empty
  std::string request_id;  // the caller's X-Request-Id when it is sane, else made by the connection
  std::string peer;        // remote address

  std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

// Pulls the next piece of a streamed body. An empty piece ends it. May block; runs on the work pool.
using BodySource = std::function<std::string()>;

struct Response;

// Takes the answer that a handler promised: once, from any thread. When the last copy goes without having
// been called, the answer is 500.
using Answerer = std::function<void(Response)>;

struct Response {
  int status = 200;
  std::string content_type;  // empty: no Content-Type
  Headers headers;
  std::string body;
  BodySource stream;  // when set, `body` is unused and the answer is chunked
  // When set, nothing else is: the answer comes later and no thread waits for it. Called once, on the
  // handler's thread; the request lives until the answer is given, which may be before this returns.
  std::function<void(Answerer)> later;
};

// A bound on the size of a request's body; it must answer before the body is read, from the head alone.
using BodyLimit = std::function<std::uint64_t(std::string_view method, std::string_view path)>;

// The answer itself, for those who need it before they go on: waits for one that comes later.
Response awaited(Response response);

// Answers one request on a thread of the work pool. Must not throw; a throw is answered 500 and logged.
using Handler = std::function<Response(const Request&)>;

// Turns an error found below the handler (a malformed request, overload, a time-out) into an answer.
using ErrorPage = std::function<Response(int status, std::string_view detail, std::string_view request_id)>;

}  // namespace carillon::http
