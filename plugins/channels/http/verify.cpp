#include "verify.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "encodings.h"

namespace carillon::http_channel {
namespace {

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Error refused(std::string why) { return {CRL_E_AUTH, std::move(why), 0, {}}; }

void replace(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

}  // namespace

std::string hmac(bool sha1, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(sha1 ? EVP_sha1() : EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

Verifier::Verifier(const Config& config)
    : header_(config.text("/receipts/verify/header")),
      prefix_(config.text("/receipts/verify/prefix")),
      secret_(config.text("/receipts/verify/secret")),
      signed_(config.text("/receipts/verify/signed", "{body}")),
      timestamp_header_(config.text("/receipts/verify/timestamp_header")),
      url_(config.text("/receipts/verify/url")),
      challenge_token_(config.text("/receipts/verify/challenge_token")),
      sha1_(config.text("/receipts/verify/algorithm", "sha256") == "sha1"),
      base64_(config.text("/receipts/verify/encoding", "hex") == "base64"),
      tolerance_us_(config.integer("/receipts/verify/tolerance_s", 300) * 1'000'000) {
  if (!config.has("receipts")) return;
  const auto type = config.text("/receipts/verify/type");
  if (type == "none") {
    type_ = Type::kNone;
    return;
  }
  if (type == "token")
    type_ = Type::kToken;
  else if (type == "hmac")
    type_ = Type::kHmac;
  else if (type == "twilio")
    type_ = Type::kTwilio;
  else
    config.refuse("/receipts/verify/type",
                  "must be hmac, twilio, token, or none when anybody may post receipts");
  if (secret_.empty()) config.refuse("/receipts/verify/secret", "is needed to know the vendor");
  if (type_ == Type::kTwilio) {
    if (header_.empty()) header_ = "X-Twilio-Signature";
    if (url_.empty())
      config.refuse("/receipts/verify/url",
                    "is needed: the address of the receipts endpoint as the vendor knows it");
  }
  if (header_.empty())
    config.refuse("/receipts/verify/header", "is needed: the header with the signature or token");
  if (config.text("/receipts/verify/secret_encoding", "text") != "text") {
    const bool hex = config.text("/receipts/verify/secret_encoding") == "hex";
    const auto decoded = hex ? from_hex(secret_) : from_base64(secret_);
    if (!decoded) config.refuse("/receipts/verify/secret", "is not written as secret_encoding says");
    secret_ = decoded.value_or("");
  }
  if (signed_.find("{body}") == std::string::npos)
    config.refuse("/receipts/verify/signed", "must hold {body}");
  if (signed_.find("{timestamp}") != std::string::npos && timestamp_header_.empty()) {
    config.refuse("/receipts/verify/timestamp_header", "is needed for {timestamp}");
  }
}

// https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
Result<std::string> Verifier::challenge(std::span<const crl_kv> query) const {
  if (challenge_token_.empty())
    return Error{CRL_E_UNSUPPORTED, "receipts.verify.challenge_token is not configured", 0, {}};
  std::string_view mode, token, asked;
  for (const crl_kv& kv : query) {
    if (view(kv.key) == "hub.mode") mode = view(kv.value);
    if (view(kv.key) == "hub.verify_token") token = view(kv.value);
    if (view(kv.key) == "hub.challenge") asked = view(kv.value);
  }
  if (mode != "subscribe" || !same(token, challenge_token_))
    return refused("hub.mode must be \"subscribe\" and hub.verify_token the agreed token");
  // It is echoed to whoever knows the token, so nothing that a browser could take for a page.
  const bool plain = !asked.empty() && asked.size() <= 256 && std::ranges::all_of(asked, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
  if (!plain) return Error{CRL_E_INVALID, "hub.challenge must be 1 to 256 letters, digits, - and _", 0, {}};
  return std::string(asked);
}

Status Verifier::check(const WebhookCall& call, std::int64_t now_us) const {
  switch (type_) {
    case Type::kNone:
      return {};
    case Type::kToken:
      if (same(call.header(header_), prefix_ + secret_)) return {};
      return refused("the header " + header_ + " does not hold the agreed token");
    case Type::kHmac:
      return check_hmac(call, now_us);
    case Type::kTwilio:
      return check_twilio(call);
    case Type::kRefuse:
      break;
  }
  return refused("this channel takes no receipts");
}

std::string Verifier::signed_text(const WebhookCall& call, std::string_view timestamp) const {
  std::string out;
  std::string_view rest = signed_;
  while (!rest.empty()) {
    const auto open = std::min(rest.find('{'), rest.size());
    out += rest.substr(0, open);
    rest.remove_prefix(open);
    const auto close = rest.find('}');
    if (rest.empty() || close == std::string_view::npos) return out += rest;
    const auto name = rest.substr(1, close - 1);
    if (name == "body")
      out += call.body();
    else if (name == "timestamp")
      out += timestamp;
    else if (name.starts_with("header:"))
      out += call.header(name.substr(7));
    rest.remove_prefix(close + 1);
  }
  return out;
}

Status Verifier::check_hmac(const WebhookCall& call, std::int64_t now_us) const {
  const std::string_view header = call.header(header_);
  if (header.empty()) return refused("the header " + header_ + " with the signature is missing");
  const std::string_view timestamp =
      timestamp_header_.empty() ? std::string_view{} : call.header(timestamp_header_);
  if (!timestamp_header_.empty()) {
    std::int64_t seconds = 0;
    const auto parsed = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
    if (parsed.ec != std::errc() || parsed.ptr != timestamp.data() + timestamp.size()) {
      return refused("the header " + timestamp_header_ + " must hold seconds since 1970");
    }
    if (seconds > 100'000'000'000) seconds /= 1000;  // milliseconds
    if (std::abs(now_us - seconds * 1'000'000) > tolerance_us_) {
      return refused("the header " + timestamp_header_ + " is further from now than tolerance_s allows");
    }
  }
  const std::string digest = hmac(sha1_, secret_, signed_text(call, timestamp));
  const std::string expected = prefix_ + (base64_ ? to_base64(digest) : to_hex(digest));
  // Vendors that change keys send several, parted by blanks or commas; "v1,..." has a comma of its own.
  std::string words(header);
  if (!prefix_.empty()) replace(words, prefix_, " " + prefix_);
  std::string_view rest = words;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    std::string word(rest.substr(0, end));
    if (prefix_.empty() || prefix_.find(',') == std::string::npos) word = word.substr(0, word.find(','));
    if (same(word, expected)) return {};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return refused("the signature in " + header_ + " is not that of the body");
}

// https://www.twilio.com/docs/usage/security: the URL and, sorted by name, each parameter's name and value.
Status Verifier::check_twilio(const WebhookCall& call) const {
  Form form = read_form(call.body());
  std::ranges::sort(form);
  form.erase(std::unique(form.begin(), form.end()), form.end());
  std::string text = url_;
  for (const auto& [name, value] : form) text += name + value;
  if (same(call.header(header_), to_base64(hmac(true, secret_, text)))) return {};
  return refused("the signature in " + header_ + " is not that of the URL and the parameters");
}

}  // namespace carillon::http_channel
