// How a vendor proves that a receipt is its own. Immutable, so [any].
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <carillon/channel.hpp>

namespace carillon::http_channel {

class Verifier {
 public:
  // Reads /receipts/verify; refuses by `config` what would let everything in by mistake.
  explicit Verifier(const Config& config);

  // The answer to the vendor's question whether the endpoint is ours (Meta's hub.challenge). CRL_E_AUTH: it
  // does not know the token; CRL_E_UNSUPPORTED: none is configured.
  Result<std::string> challenge(std::span<const crl_kv> query) const;

  // CRL_E_AUTH when the call is not the vendor's, or too old. Compares in constant time.
  Status check(const WebhookCall& call, std::int64_t now_us) const;

 private:
  enum class Type { kRefuse, kNone, kToken, kHmac, kTwilio };
  Status check_hmac(const WebhookCall& call, std::int64_t now_us) const;
  Status check_twilio(const WebhookCall& call) const;
  std::string signed_text(const WebhookCall& call, std::string_view timestamp) const;

  Type type_ = Type::kRefuse;
  std::string header_, prefix_, secret_, signed_, timestamp_header_, url_, challenge_token_;
  bool sha1_ = false, base64_ = false;
  std::int64_t tolerance_us_ = 0;
};

// Raw bytes.
std::string hmac(bool sha1, std::string_view key, std::string_view text);

}  // namespace carillon::http_channel
