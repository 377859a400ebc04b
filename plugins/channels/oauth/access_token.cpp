#include "access_token.h"

#include <algorithm>

namespace carillon::oauth {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kEarly = 120 * kSecond;  // a token is replaced that long before its end
constexpr std::int64_t kPause = 5 * kSecond;    // after a failure

void add_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
}

}  // namespace

std::string form_text(std::span<const std::pair<std::string_view, std::string_view>> members) {
  std::string out;
  for (const auto& [name, value] : members) {
    if (!out.empty()) out += '&';
    add_encoded(name, out);
    out += '=';
    add_encoded(value, out);
  }
  return out;
}

AccessToken::AccessToken(std::string url, std::function<std::string()> request, std::function<void()> ready)
    : url_(std::move(url)), request_(std::move(request)), ready_(std::move(ready)) {}

AccessToken::~AccessToken() { stop(); }

void AccessToken::start() {
  const std::lock_guard lock(mutex_);
  stopped_ = false;
}

Result<std::string> AccessToken::get() {
  std::unique_lock lock(mutex_);
  const auto now = host().now_us();
  const bool usable = !token_.empty() && now < good_until_us_;
  const bool soon_old = now >= good_until_us_ - kEarly;
  if ((!usable || soon_old) && !asking_ && !stopped_ && now >= not_before_us_) ask(lock);
  if (usable) return token_;
  if (trouble_ && !asking_)
    return Error{CRL_E_UNAVAILABLE,
                 trouble_->message,
                 static_cast<std::uint32_t>(std::max<std::int64_t>(1, (not_before_us_ - now) / 1000)),
                 {}};
  return unavailable("an access token is being asked for");
}

void AccessToken::forget(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) token_.clear();
}

void AccessToken::ask(std::unique_lock<std::mutex>& lock) {
  asking_ = true;
  const std::string body = request_();
  lock.unlock();
  const auto op = http_start({.method = "POST",
                              .url = url_,
                              .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                              .body = body},
                             [this](const Result<HttpResponse>& answer) { answered(answer); });
  if (!op) answered(op.error());
  lock.lock();
  if (op && asking_) op_ = *op;
}

void AccessToken::answered(const Result<HttpResponse>& answer) {
  std::string token;
  std::int64_t seconds = 0;
  std::optional<Error> trouble;
  if (answer && answer->status == 200) {
    const auto read = host().parse_json(answer->body, [&](const Doc& doc) {
      if (const auto text = doc.text("access_token")) token = *text;
      if (const auto n = doc.integer("expires_in")) seconds = *n;
    });
    if (!read || token.empty()) trouble = unavailable("the answer for an access token has none");
  } else {
    trouble =
        unavailable("no access token: " + (answer ? "the server answers " + std::to_string(answer->status)
                                                  : answer.error().message));
  }
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    op_ = 0;
    const auto now = host().now_us();
    trouble_ = trouble;
    if (trouble) {
      not_before_us_ = now + kPause;
    } else {
      token_ = token;
      good_until_us_ = now + std::max<std::int64_t>(seconds, 60) * kSecond;
      wake = !stopped_;
    }
  }
  if (wake) ready_();
  const std::lock_guard lock(mutex_);
  asking_ = false;  // only now: stop() waits for it, and ready_ must be over too
  idle_.notify_all();
}

void AccessToken::stop() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  const auto op = op_;
  lock.unlock();
  if (op != 0) http_cancel(op);
  lock.lock();
  idle_.wait(lock, [this] { return !asking_; });
}

}  // namespace carillon::oauth
