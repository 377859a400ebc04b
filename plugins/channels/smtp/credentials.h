// How the channel says who it is: by a password, or by an OAuth access token that is fresh at each login.
//
// Thread safety: all calls are [any]; lives from the channel's start() to its stop(), longer than sessions.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oauth/access_token.h"
#include "settings.h"

namespace carillon::smtp {

class Credentials {
 public:
  // `ready`: a token has come that get() lacked.
  Credentials(const Settings& settings, std::function<void()> ready);

  bool by_token() const { return settings_.oauth.used(); }
  // Of by_token(). CRL_E_UNAVAILABLE: there is none yet.
  Result<std::string> token();
  // The server refused it.
  void forget(const std::string& token);
  void start();
  void stop();

 private:
  std::string request() const;

  const Settings& settings_;
  std::unique_ptr<oauth::AccessToken> asked_;  // null: the token stands in a file
};

}  // namespace carillon::smtp
