// Signs mails by DKIM (RFC 6376; Ed25519 by RFC 8463), relaxed/relaxed, so that receivers can tell that the
// domain sent them unchanged.
//
// Thread safety: sign() is [any]. Signs From, Subject and, so that one-click unsubscribing is believed,
// List-Unsubscribe and List-Unsubscribe-Post beside the usual headers; From and Subject are signed once more
// than they stand there, so that nobody can add one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::smtp {

class DkimSigner {
 public:
  // The key as PEM text. The error says what is wrong with the key.
  static Result<std::unique_ptr<DkimSigner>> make(std::string domain, std::string selector,
                                                  const std::string& private_key_pem);
  ~DkimSigner();

  // The header "DKIM-Signature: ...\r\n" to put in front of the mail, whose lines must end with CRLF.
  std::string sign(std::string_view mail, std::int64_t now_us) const;

 private:
  struct Key;
  DkimSigner(std::string domain, std::string selector, std::unique_ptr<Key> key);

  std::string domain_, selector_;
  std::unique_ptr<Key> key_;
};

}  // namespace carillon::smtp
