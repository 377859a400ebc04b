// One outbound request: set up from the plugin's struct, carried by curl, told to the plugin's sink.
//
// Used by HttpClient only: made on any thread, then touched by its thread alone. The one header that knows
// curl.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include <carillon/abi/host.h>
#include <carillon/result.hpp>

#include "plugins/host_services.h"

namespace carillon::plugins {

class Transfer {
 public:
  // Copies the request and the sink. The error says what in the request cannot be sent.
  static Result<std::unique_ptr<Transfer>> make(const crl_http_request& request, const crl_http_sink& sink,
                                                const HttpOptions& options);

  CURL* easy() const { return easy_.get(); }
  // Tells the sink the end, once: `result` is curl's.
  void finish(CURLcode result);
  void finish_cancelled();

 private:
  struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  Transfer(const crl_http_sink& sink, const HttpOptions& options) : sink_(sink), options_(options) {}
  Status set_up(const crl_http_request& request);
  Status set_headers(const crl_http_request& request);
  void set_method(const std::string& method);
  Error error_of(CURLcode result) const;
  void tell_head();
  void done(crl_status status, const Error* error);

  static std::size_t on_header(char* bytes, std::size_t size, std::size_t n, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t n, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  const crl_http_sink sink_;
  const HttpOptions options_;
  std::string url_, body_;
  std::unique_ptr<curl_slist, ListCleanup> request_headers_, resolve_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::uint64_t max_bytes_ = 0;

  std::vector<std::pair<std::string, std::string>> headers_;
  std::uint64_t header_bytes_ = 0, body_bytes_ = 0;
  bool head_told_ = false;
  bool too_large_ = false;
  std::string refused_address_;
};

}  // namespace carillon::plugins
