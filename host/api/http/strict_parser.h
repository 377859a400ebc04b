// Boost.Beast's request parser filling a Request, with the checks of header fields that it leaves out.
//
// An inner header: it is included by the request reader alone, so that Beast is compiled once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>

#include "api/http/ascii.h"
#include "api/http/body_file.h"
#include "api/http/message.h"
#include "api/http/request_id.h"
#include "api/http/request_line.h"

namespace carillon::http {

class StrictParser final : public boost::beast::http::basic_parser<true> {
  using Base = boost::beast::http::basic_parser<true>;
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

 public:
  StrictParser(Request& request, bool http11, const BodyLimit& body_limit, const Spooling& spooling)
      : request_(request), route_limit_(body_limit), spooling_(spooling), http11_(http11) {
    eager(true);
    Base::body_limit(boost::none);  // judged in on_header_impl, once the route is known
    request_.headers.reserve(8);
  }

  bool expects_continue() const { return expects_continue_; }
  // Set when one of the checks here failed.
  const ReadError& error() const { return error_; }

 private:
  static constexpr std::size_t kMaxFields = 128;
  static constexpr std::uint64_t kReserveAtMost = 64 * 1024;

  void fail(int status, std::string detail, error_code& code) {
    error_ = {status, std::move(detail)};
    code = boost::beast::http::error::bad_value;
  }

  void on_field_impl(field name, string_view name_text, string_view value_text, error_code& code) override {
    if (head_done_) return;  // a trailer: nothing in it may change what the head said
    const std::string_view key(name_text.data(), name_text.size());
    const std::string_view value(value_text.data(), value_text.size());
    if (request_.headers.size() >= kMaxFields) return fail(431, "more than 128 header fields", code);
    switch (name) {
      case field::host:
        if (++hosts_ > 1) return fail(400, "more than one Host field", code);
        if (!is_valid_host(value)) return fail(400, "the Host field names no valid host", code);
        break;
      case field::content_length:
        if (++lengths_ > 1) return fail(400, "more than one Content-Length", code);
        if (value.empty() ||
            !std::all_of(value.begin(), value.end(), [](char c) { return http::is_digit(c); }))
          return fail(400, "Content-Length is not one decimal number", code);
        break;
      case field::transfer_encoding:
        ++encodings_;
        check_transfer_encoding(value, code);
        if (code) return;
        break;
      case field::expect:
        if (!http11_) break;
        if (!equals_ignoring_case(value, "100-continue"))
          return fail(417, "only 'Expect: 100-continue' is understood", code);
        expects_continue_ = true;
        break;
      default:
        if (equals_ignoring_case(key, "X-Request-Id") && is_sane_request_id(value))
          request_.request_id = value;
    }
    request_.headers.emplace_back(std::string(key), std::string(value));
  }

  void check_transfer_encoding(std::string_view value, error_code& code) {
    if (!http11_) return fail(400, "Transfer-Encoding in an HTTP/1.0 request", code);
    if (equals_ignoring_case(value, "chunked")) return;
    if (value.empty() || value.find(',') != std::string_view::npos || encodings_ > 1)
      return fail(400, "Transfer-Encoding must be exactly 'chunked'", code);
    fail(501, "no transfer coding other than 'chunked' is implemented", code);
  }

  void on_header_impl(error_code& code) override {
    head_done_ = true;
    if (http11_ && hosts_ == 0) return fail(400, "the Host field is missing", code);
    if (encodings_ > 0 && lengths_ > 0)
      return fail(400, "Transfer-Encoding and Content-Length together", code);
    const auto length = content_length();
    if (!chunked() && (!length || *length == 0)) return;
    const std::uint64_t limit = route_limit_(request_.method, request_.path);
    if (length && *length > limit)
      return fail(413, "the body is larger than the " + std::to_string(limit) + " bytes this route accepts",
                  code);
    Base::body_limit(limit);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) request_.body.reserve(static_cast<std::size_t>(std::min(*length, kReserveAtMost)));
  }

  std::size_t on_body_impl(string_view piece, error_code& code) override { return keep(piece, code); }

  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code& code) override {
    return keep(piece, code);
  }

  std::size_t keep(string_view piece, error_code& code) {
    const std::string_view bytes(piece.data(), piece.size());
    if (!file_ && request_.body.size() + bytes.size() > spooling_.above && spooling_.wanted &&
        spooling_.wanted(request_.method, request_.path)) {
      file_ = BodyFile::create(spooling_.folder);
      request_.body_file = file_;
      if (!file_ || !file_->append(request_.body)) return refuse_file(code);
      request_.body = {};
    }
    if (!file_) {
      request_.body.append(bytes);
    } else if (!file_->append(bytes)) {
      return refuse_file(code);
    }
    return piece.size();
  }

  std::size_t refuse_file(error_code& code) {
    fail(503, "the body cannot be kept: no file can be written for it; make room on the disk", code);
    return 0;
  }

  void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  Request& request_;
  const BodyLimit& route_limit_;
  const Spooling& spooling_;
  std::shared_ptr<BodyFile> file_;
  bool http11_;
  bool head_done_ = false;
  bool expects_continue_ = false;
  int hosts_ = 0, lengths_ = 0, encodings_ = 0;
  ReadError error_;
};

}  // namespace carillon::http
