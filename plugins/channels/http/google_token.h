// Access tokens of Google's APIs from a service account (RFC 7523): signed assertions for tokens of an hour.
//
// Thread safety: all calls are [any].
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <carillon/config.hpp>

#include "oauth/access_token.h"

namespace carillon::http_channel {

class GoogleToken {
 public:
  // Reads /auth; refuses by `config` an account that cannot be used. `ready` is called when a token has come.
  GoogleToken(const Config& config, std::function<void()> ready);
  ~GoogleToken();

  // See oauth::AccessToken.
  oauth::AccessToken& token() { return *token_; }

 private:
  struct Key;
  std::string assertion(std::int64_t now_us) const;

  std::string email_, token_url_, scope_, key_id_;
  std::unique_ptr<Key> key_;
  std::optional<oauth::AccessToken> token_;
};

}  // namespace carillon::http_channel
