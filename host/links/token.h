// What a link in a message says, signed: who it is for, and what following it means.
//
//   token = base64url( kind | key's mark | campaign | customer | step | rest | MAC )
//
// The MAC is the first 16 bytes of HMAC-SHA256 over what stands before it, compared in constant time; nothing
// of a token is looked at before it is proven. Any change of a token, its spelling included, makes it
// invalid. Thread safety: pure; a Signer is immutable once made.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace carillon::links {

enum class Kind : std::uint8_t { kUnsubscribe = 1, kClick = 2, kOpen = 3 };

struct Token {
  Kind kind = Kind::kUnsubscribe;
  Id campaign = 0, customer = 0;
  std::int64_t step = 0;
  std::string rest;  // the channel's name, or where a click leads
  bool operator==(const Token&) const = default;
};

// Signs with the first of its secrets and believes all of them.
class Signer {
 public:
  // REQUIRES: at least one; none is empty.
  explicit Signer(std::span<const std::string> secrets);
  ~Signer();
  Signer(Signer&&) noexcept;
  Signer& operator=(Signer&&) noexcept;

  std::string sign(const Token& token) const;
  // nullopt: it was not signed by any of the secrets.
  std::optional<Token> verify(std::string_view text) const;

 private:
  struct Key;
  std::vector<Key> keys_;
};

}  // namespace carillon::links
