#include "api/problem.h"

#include <algorithm>

#include "api/json_writer.h"
#include "telemetry/log.h"

namespace carillon::api {

namespace {

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "The request cannot be read";
    case 401:
      return "The request is not authenticated";
    case 403:
      return "The request is not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "The request took too long";
    case 409:
      return "The present state does not allow this";
    case 412:
      return "The resource has changed";
    case 413:
      return "The request is too large";
    case 415:
      return "Unsupported media type";
    case 422:
      return "The request is invalid";
    case 429:
      return "Too many requests";
    case 503:
      return "Not available at the moment";
    default:
      return status < 500 ? "The request cannot be served" : "Internal error";
  }
}

std::string_view code_of(int status) {
  switch (status) {
    case 400:
      return "malformed";
    case 404:
      return "not_found";
    case 408:
      return "timeout";
    case 413:
      return "too_large";
    case 503:
      return "unavailable";
    default:
      return status < 500 ? "refused" : "internal";
  }
}

struct Words {
  int status;
  std::string_view code, detail, instance, request_id;
};

http::Response render(const Words& words, const Issues& issues, std::span<const std::size_t> columns = {}) {
  http::Response response;
  response.status = words.status;
  response.content_type = kProblemType;
  JsonWriter out(response.body);
  out.begin_object()
      .member("type", "urn:carillon:problem:" + std::string(words.code))
      .member("title", title_of(words.status))
      .member("status", words.status)
      .member("code", words.code)
      .member("detail", words.detail);
  if (!words.instance.empty()) out.member("instance", words.instance);
  out.member("request_id", words.request_id);
  if (!issues.empty()) {
    out.key("errors").begin_array();
    for (std::size_t i = 0; i < issues.size(); ++i) {
      out.begin_object()
          .member("pointer", issues[i].pointer)
          .member("code", issues[i].code)
          .member("detail", issues[i].detail);
      if (i < columns.size() && columns[i] > 0) out.member("column", columns[i]);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
  return response;
}

struct Meaning {
  int status;
  std::string_view code;
};

Meaning meaning_of(crl_status status) {
  switch (status) {
    case CRL_E_INVALID:
      return {422, "invalid"};
    case CRL_E_UNSUPPORTED:
      return {422, "unsupported"};
    case CRL_E_NOT_FOUND:
      return {404, "not_found"};
    case CRL_E_STATE:
      return {409, "state"};
    case CRL_E_CONFLICT:
      return {409, "conflict"};
    case CRL_E_AUTH:
      return {401, "signature_refused"};
    case CRL_E_RATE:
      return {429, "rate_limited"};
    case CRL_E_UNAVAILABLE:
    case CRL_E_UNKNOWN:
      return {503, "unavailable"};
    case CRL_E_TIMEOUT:
    case CRL_E_CANCELLED:
      return {503, "timeout"};
    case CRL_E_FULL:
      return {503, "storage_full"};
    default:
      return {500, "internal"};
  }
}

}  // namespace

http::Response problem(const http::Request& request, int status, std::string_view code,
                       std::string_view detail, const Issues& issues) {
  return render({status, code, detail, request.path, request.request_id}, issues);
}

http::Response invalid_request(const http::Request& request, const Issues& issues) {
  return invalid_request(request, issues, {});
}

http::Response invalid_request(const http::Request& request, const Issues& issues,
                               std::span<const std::size_t> columns) {
  const std::string detail =
      issues.size() == 1 ? issues.front().detail : std::to_string(issues.size()) + " faults; see errors";
  return render({422, "invalid", detail, request.path, request.request_id}, issues, columns);
}

http::Response failure(const http::Request& request, const Error& error) {
  const Meaning meaning = meaning_of(error.status);
  if (meaning.status == 500) {
    log::error("a request failed",
               {{"request_id", request.request_id}, {"path", request.path}, {"reason", error.message}});
    return problem(request, 500, meaning.code, "the host failed; its log tells why under this request_id");
  }
  http::Response response = problem(request, meaning.status, meaning.code, error.message);
  if (meaning.status == 503 || meaning.status == 429) {
    const std::uint32_t seconds = std::max<std::uint32_t>(1, (error.retry_after_ms + 999) / 1000);
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
  }
  if (meaning.status == 401) response.headers.emplace_back("WWW-Authenticate", "Signature");
  return response;
}

http::Response error_page(int status, std::string_view detail, std::string_view request_id) {
  return render({status, code_of(status), detail, {}, request_id}, {});
}

}  // namespace carillon::api
