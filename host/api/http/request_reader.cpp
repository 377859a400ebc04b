#include "api/http/request_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "api/http/ascii.h"
#include "api/http/head_scanner.h"
#include "api/http/request_id.h"
#include "api/http/strict_parser.h"

namespace carillon::http {
namespace {

namespace beast = boost::beast;

// "0\r\n\r\n": Beast's chunk parser asserts that it sees so much of a last chunk at once.
constexpr std::size_t kLastChunkBytes = 5;

bool may_be_short_last_chunk(std::string_view held) {
  return held.size() < kLastChunkBytes && (held.front() == '0' || held.front() == '\r');
}

ReadError to_error(const beast::error_code& code) {
  if (code == beast::http::error::body_limit) return {413, "the body is larger than this route accepts"};
  if (code == beast::http::error::header_limit)
    return {431, "the header fields are larger than the limit of a request's head"};
  return {400, "the request is malformed: " + code.message()};
}

}  // namespace

class RequestReader::Impl {
 public:
  Impl(std::size_t header_limit, const BodyLimit& body_limit, const Spooling& spooling)
      : header_limit_(header_limit), body_limit_(body_limit), spooling_(spooling), scanner_(header_limit) {}

  std::size_t feed(std::string_view bytes) {
    if (bytes.empty() || state == State::kComplete || state == State::kFailed) return 0;
    std::size_t taken = 0;
    if (state != State::kBody) taken = feed_head(bytes);
    if (state == State::kBody && taken < bytes.size()) taken += feed_body(bytes.substr(taken));
    inbound.wire_bytes += taken;
    return taken;
  }

  bool awaits_continue() const {
    return state == State::kBody && parser_->expects_continue() && inbound.http11 && !body_started_;
  }

  void reset() {
    inbound = Inbound{};
    scanner_.reset();
    parser_.reset();
    held_.clear();
    line_checked_ = body_started_ = false;
    state = State::kIdle;
  }

  State state = State::kIdle;
  Inbound inbound;

 private:
  void fail(ReadError error) {
    inbound.error = std::move(error);
    inbound.keep_alive = false;
    if (inbound.request.request_id.empty()) inbound.request.request_id = make_request_id();
    held_.clear();
    state = State::kFailed;
  }

  std::size_t feed_head(std::string_view bytes) {
    state = State::kHead;
    std::size_t taken = 0;
    const auto outcome = scanner_.scan(bytes, taken);
    const bool in_one_piece = outcome == HeadScanner::Outcome::kDone && held_.empty();
    if (!in_one_piece) held_.append(bytes.substr(0, taken));
    std::string_view head = in_one_piece ? bytes.substr(0, taken) : std::string_view(held_);
    head.remove_prefix(std::min(scanner_.leading(), head.size()));
    if (!line_checked_ && scanner_.has_request_line() && !check_request_line(head)) return taken;
    if (outcome == HeadScanner::Outcome::kBad) {
      fail({scanner_.status(), std::string(scanner_.detail())});
    } else if (outcome == HeadScanner::Outcome::kDone) {
      parse_head(head);
      held_.clear();
    }
    return taken;
  }

  bool check_request_line(std::string_view head) {
    line_checked_ = true;
    RequestLine line;
    if (auto error = parse_request_line(head.substr(0, head.find('\r')), line)) {
      fail(std::move(error));
      return false;
    }
    inbound.http11 = line.http11;
    inbound.request.method = line.method;
    inbound.request.path = line.path;
    inbound.request.query = line.query;
    return true;
  }

  void parse_head(std::string_view head) {
    parser_.emplace(inbound.request, inbound.http11, body_limit_, spooling_);
    parser_->header_limit(static_cast<std::uint32_t>(header_limit_ + 2));
    put(head);
    if (state != State::kHead) return;
    if (inbound.request.request_id.empty()) inbound.request.request_id = make_request_id();
    inbound.keep_alive = parser_->keep_alive();
    state = State::kBody;
  }

  std::size_t feed_body(std::string_view bytes) {
    body_started_ = true;
    const std::size_t held_before = held_.size();
    if (held_before == 0) {
      if (!parser_->chunked() || !may_be_short_last_chunk(bytes)) {
        const std::size_t used = put(bytes);
        if (state != State::kBody) return used;
        hold(bytes.substr(used));
        return bytes.size();
      }
      hold(bytes);
      return bytes.size();
    }
    held_.append(bytes);
    if (may_be_short_last_chunk(held_)) return bytes.size();
    const std::size_t used = put(held_);
    if (state != State::kBody) {
      held_.clear();
      return used > held_before ? used - held_before : 0;
    }
    held_.erase(0, used);
    hold({});
    return bytes.size();
  }

  void hold(std::string_view rest) {
    held_.append(rest);
    if (held_.size() > header_limit_) fail({431, "a chunk's header or the trailer is too large"});
  }

  std::size_t put(std::string_view bytes) {
    beast::error_code code;
    const std::size_t used = parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), code);
    if (code && code != beast::http::error::need_more) {
      fail(parser_->error() ? parser_->error() : to_error(code));
    } else if (parser_->is_done()) {
      if (inbound.request.request_id.empty()) inbound.request.request_id = make_request_id();
      inbound.keep_alive = parser_->keep_alive();
      state = State::kComplete;
    }
    return used;
  }

  std::size_t header_limit_;
  const BodyLimit& body_limit_;
  const Spooling& spooling_;
  HeadScanner scanner_;
  std::optional<StrictParser> parser_;
  std::string held_;  // bytes that cannot be parsed before more of them came
  bool line_checked_ = false;
  bool body_started_ = false;
};

RequestReader::RequestReader(std::size_t header_limit, const BodyLimit& body_limit, const Spooling& spooling)
    : impl_(std::make_unique<Impl>(header_limit, body_limit, spooling)) {}
RequestReader::~RequestReader() = default;

std::size_t RequestReader::feed(std::string_view bytes) { return impl_->feed(bytes); }
RequestReader::State RequestReader::state() const { return impl_->state; }
bool RequestReader::awaits_continue() const { return impl_->awaits_continue(); }

Inbound RequestReader::take() {
  Inbound out = std::move(impl_->inbound);
  if (impl_->state == State::kComplete) impl_->reset();
  return out;
}

}  // namespace carillon::http
