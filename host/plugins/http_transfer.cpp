#include "plugins/http_transfer.h"

#include <algorithm>
#include <array>

#include <sys/socket.h>

#include <carillon/value.hpp>

#include "plugins/address_policy.h"

namespace carillon::plugins {

namespace {

constexpr std::uint32_t kMaxTimeoutMs = 600'000;
constexpr std::uint64_t kMaxHeaderBytes = 256U << 10;
constexpr std::uint64_t kMaxBodyBytes = 64U << 20;
constexpr std::uint32_t kMaxHeaders = 100;
constexpr std::size_t kMaxUrl = 8192;

bool token(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return text;
}

Status check_url(const std::string& url) {
  if (url.size() > kMaxUrl || !printable(url))
    return invalid("the URL has control characters or more than 8 KiB");
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return invalid("the URL cannot be read; give one such as https://api.example.com/v1");
  }
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    std::string out(text);
    curl_free(text);
    return out;
  };
  if (const auto scheme = part(CURLUPART_SCHEME); scheme != "https" && scheme != "http") {
    return invalid("the URL's scheme is \"" + scheme + "\"; only https and http are spoken");
  }
  if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty()) {
    return invalid("the URL carries a password, which would end up in logs; send an Authorization header");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Transfer>> Transfer::make(const crl_http_request& request, const crl_http_sink& sink,
                                                 const HttpOptions& options) {
  std::unique_ptr<Transfer> out(new Transfer(sink, options));
  if (auto status = out->set_up(request); !status) return status.error();
  return out;
}

Status Transfer::set_up(const crl_http_request& request) {
  url_ = view(request.url);
  if (auto status = check_url(url_); !status) return status;
  std::string method = request.method.len == 0 ? "GET" : std::string(view(request.method));
  if (!token(method) || method == "CONNECT" || method == "TRACE") {
    return invalid("\"" + method.substr(0, 20) +
                   "\" is no method that can be sent; use GET, POST, PUT, PATCH or DELETE");
  }
  if (request.body.len > kMaxBodyBytes) return invalid("the body has more than 64 MiB");
  body_ = view(request.body);
  easy_.reset(curl_easy_init());
  if (easy_ == nullptr) return Error{CRL_E_UNAVAILABLE, "no memory for another request", 1000, {}};
  if (auto status = set_headers(request); !status) return status;
  set_method(method);

  const std::uint32_t timeout =
      std::min(request.timeout_ms == 0 ? options_.timeout_ms : request.timeout_ms, kMaxTimeoutMs);
  max_bytes_ = request.max_response_bytes == 0
                   ? options_.max_response_bytes
                   : std::min<std::uint64_t>(request.max_response_bytes, options_.max_response_bytes);
  CURL* const e = easy();
  curl_easy_setopt(e, CURLOPT_PRIVATE, this);
  curl_easy_setopt(e, CURLOPT_URL, url_.c_str());
  for (const auto& line : options_.resolve) {
    if (curl_slist* longer = curl_slist_append(resolve_.get(), line.c_str())) {
      static_cast<void>(resolve_.release());
      resolve_.reset(longer);
    }
  }
  if (resolve_ != nullptr) curl_easy_setopt(e, CURLOPT_RESOLVE, resolve_.get());
  curl_easy_setopt(e, CURLOPT_HTTPHEADER, request_headers_.get());
  curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout));
  curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, 10'000U)));
  curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);  // a slow resolver must not hold the thread of all requests
  curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
  // A proxy from the environment would connect in our place, past the check of addresses.
  curl_easy_setopt(e, CURLOPT_PROXY, "");
  curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(e, CURLOPT_USERAGENT, "Carillon");
  curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(e, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(e, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
  curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, this);
  return {};
}

Status Transfer::set_headers(const crl_http_request& request) {
  if (request.n_headers > kMaxHeaders) return invalid("the request has more than 100 headers");
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(request_headers_.get(), line.c_str());
    if (longer == nullptr) return;
    static_cast<void>(request_headers_.release());
    request_headers_.reset(longer);
  };
  bool has_type = false;
  for (std::uint32_t i = 0; i < request.n_headers; ++i) {
    const auto name = view(request.headers[i].key);
    const auto value = trimmed(view(request.headers[i].value));
    if (!token(name))
      return invalid("header number " + std::to_string(i) + " has a name that cannot be sent");
    if (!printable(value))
      return invalid("the header " + std::string(name) + " has control characters in its value");
    for (const std::string_view ours : {"content-length", "transfer-encoding", "host", "connection"}) {
      if (same_ignoring_case(name, ours))
        return invalid("the header " + std::string(name) + " is the host's to send; leave it out");
    }
    has_type = has_type || same_ignoring_case(name, "content-type");
    append(std::string(name) + (value.empty() ? ";" : ": " + std::string(value)));
  }
  append("Expect:");                       // no waiting for a 100 Continue
  if (!has_type) append("Content-Type:");  // curl would claim that the body is a form
  return {};
}

void Transfer::set_method(const std::string& method) {
  CURL* const e = easy();
  const bool has_body = !body_.empty();
  if (has_body || method == "POST" || method == "PUT" || method == "PATCH") {
    curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
    curl_easy_setopt(e, CURLOPT_POSTFIELDS, body_.c_str());
    curl_easy_setopt(e, CURLOPT_POST, 1L);
  } else if (method == "HEAD") {
    curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, method.c_str());
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t n, void* self) {
  auto& me = *static_cast<Transfer*>(self);
  const std::string_view line(bytes, size * n);
  me.header_bytes_ += line.size();
  if (me.header_bytes_ > kMaxHeaderBytes) {
    me.too_large_ = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // an interim answer's headers are followed by the real ones
    me.headers_.clear();
    return line.size();
  }
  if (const auto colon = line.find(':'); colon != std::string_view::npos && !me.head_told_) {
    me.headers_.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return line.size();
}

void Transfer::tell_head() {
  if (std::exchange(head_told_, true) || sink_.head == nullptr) return;
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  std::vector<crl_kv> kv;
  for (const auto& [name, value] : headers_) kv.push_back({str(name), str(value)});
  sink_.head(sink_.ctx, static_cast<std::int32_t>(status), kv.data(), static_cast<std::uint32_t>(kv.size()));
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t n, void* self) {
  auto& me = *static_cast<Transfer*>(self);
  const std::size_t length = size * n;
  me.body_bytes_ += length;
  if (me.body_bytes_ > me.max_bytes_) {
    me.too_large_ = true;
    return 0;
  }
  me.tell_head();
  if (me.sink_.data != nullptr) me.sink_.data(me.sink_.ctx, {bytes, length});
  return length;
}

curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& me = *static_cast<Transfer*>(self);
  if (!me.options_.allow_private) {
    if (auto why = why_not_public(&address->addr, address->addrlen)) {
      me.refused_address_ = std::move(*why);
      return CURL_SOCKET_BAD;
    }
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Error Transfer::error_of(CURLcode result) const {
  const std::string words = curl_easy_strerror(result);
  if (too_large_) {
    Error out =
        invalid("the answer has more than " + std::to_string(max_bytes_) +
                " bytes (or 256 KiB of headers) and was dropped; ask for less or raise max_response_bytes");
    out.vendor_code = "answer_too_large";
    return out;
  }
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return {CRL_E_TIMEOUT, "no answer in time: " + words, 0, {}};
    case CURLE_COULDNT_CONNECT:
      if (!refused_address_.empty()) {
        Error out = invalid(refused_address_ +
                            "; plugins may call the public internet only, unless the host is "
                            "configured to allow private addresses");
        out.vendor_code = "refused_address";
        return out;
      }
      return unavailable("the server cannot be reached: " + words);
    case CURLE_COULDNT_RESOLVE_HOST:
      return unavailable("the server's name cannot be resolved");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return unavailable("no trusted TLS connection to the server: " + words);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return {CRL_E_UNKNOWN, "the connection broke after the request was sent: " + words, 0, {}};
    default:
      return unavailable("the request failed: " + words);
  }
}

void Transfer::finish(CURLcode result) {
  if (result != CURLE_OK) {
    const Error error = error_of(result);
    done(error.status, &error);
    return;
  }
  tell_head();
  done(CRL_OK, nullptr);
}

void Transfer::finish_cancelled() {
  const Error error{CRL_E_CANCELLED, "the request was cancelled", 0, {}};
  done(error.status, &error);
}

void Transfer::done(crl_status status, const Error* error) {
  crl_error raw = empty_error();
  if (error != nullptr) write_error(*error, &raw);
  sink_.done(sink_.ctx, status, error == nullptr ? nullptr : &raw);
}

}  // namespace carillon::plugins
