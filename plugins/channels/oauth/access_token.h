// An OAuth 2 access token that is always fresh: asked for at a token endpoint (RFC 6749), kept until shortly
// before its end, asked for anew when it was refused.
//
// Thread safety: all calls are [any]. At most one request for a token is under way; stop() ends it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <carillon/http.hpp>

namespace carillon::oauth {

// application/x-www-form-urlencoded.
std::string form_text(std::span<const std::pair<std::string_view, std::string_view>> members);

class AccessToken {
 public:
  // `request`: the body, a form, of the request that is made now. `ready` is called when a token has come.
  AccessToken(std::string url, std::function<std::string()> request, std::function<void()> ready);
  ~AccessToken();

  void start();
  // The token; or why there is none yet, in which case one is asked for.
  Result<std::string> get();
  // The vendor refused the token: the next get() asks for another.
  void forget(const std::string& token);
  void stop();

 private:
  void ask(std::unique_lock<std::mutex>& lock);
  void answered(const Result<HttpResponse>& answer);

  const std::string url_;
  const std::function<std::string()> request_;
  const std::function<void()> ready_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable idle_;
  std::string token_;
  std::int64_t good_until_us_ = 0;
  std::int64_t not_before_us_ = 0;
  std::optional<Error> trouble_;
  std::uint64_t op_ = 0;
  bool asking_ = false, stopped_ = true;
};

}  // namespace carillon::oauth
