#include "bounces.h"

#include <openssl/crypto.h>

#include "compose.h"
#include "mime/bounce.h"

namespace carillon::smtp {
namespace {

constexpr std::string_view kTokenHeader = "X-Carillon-Token";

// The return path names the message; failing that the mail itself, when it came back with the report.
std::string key_of(const mime::Bounce& bounce, const Settings& settings) {
  for (const auto& address : bounce.written_to) {
    if (auto key = key_in_verp(address); !key.empty()) return key;
  }
  return bounce.message_id.ends_with("@" + settings.message_id_domain) ? key_in_message_id(bounce.message_id)
                                                                       : std::string();
}

}  // namespace

Result<BounceReceipt> read_bounce_call(const WebhookCall& call, const Settings& settings) {
  const std::string& token = settings.bounce_token;
  if (token.empty()) return Error{CRL_E_UNSUPPORTED, "set bounce_token to take bounces here", 0, {}};
  const auto given = call.header(kTokenHeader);
  if (given.size() != token.size() || CRYPTO_memcmp(given.data(), token.data(), token.size()) != 0) {
    return Error{CRL_E_AUTH, "the header " + std::string(kTokenHeader) + " must hold bounce_token", 0, {}};
  }
  const auto bounce = mime::read_bounce(call.body());
  if (!bounce) return bounce.error();
  BounceReceipt out{0, key_of(*bounce, settings), bounce->status, bounce->diagnostic};
  if (out.key.empty()) return invalid("the report does not say which mail of this channel it is about");
  switch (bounce->kind) {
    case mime::Bounce::Kind::kDelivered:
      out.state = CRL_RCPT_DELIVERED;
      break;
    case mime::Bounce::Kind::kComplaint:
      out.state = CRL_RCPT_COMPLAINED;
      out.code = "complaint";
      break;
    case mime::Bounce::Kind::kFailed:
      out.state = CRL_RCPT_BOUNCED;  // the host tells soft ones by their code, 4.x.x
      break;
    case mime::Bounce::Kind::kDelayed:
      break;
  }
  return out;
}

}  // namespace carillon::smtp
