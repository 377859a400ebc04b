#include "links/token.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "links/base64url.h"

namespace carillon::links {

namespace {

constexpr std::size_t kMac = 16;
constexpr std::size_t kHead = 2;         // kind, mark
constexpr std::size_t kLongest = 6'000;  // of a token's text

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

// Keyed once; each message starts from a copy.
MacContext keyed(std::string_view key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);
  char digest[] = "SHA256";
  const std::array parameters{OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                              OSSL_PARAM_construct_end()};
  EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()), key.size(),
               parameters.data());
  return context;
}

using Mac = std::array<unsigned char, 32>;

Mac mac_of(const EVP_MAC_CTX* key, std::string_view text) {
  const MacContext context(EVP_MAC_CTX_dup(key));
  Mac out{};
  std::size_t size = 0;
  EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MAC_final(context.get(), out.data(), &size, out.size());
  return out;
}

void put_number(std::string& out, std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  for (; rest >= 0x80; rest >>= 7U) out += static_cast<char>(0x80U | (rest & 0x7FU));
  out += static_cast<char>(rest);
}

bool take_number(std::string_view& in, std::int64_t& number) {
  std::uint64_t out = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    out |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) {
      number = static_cast<std::int64_t>(out);
      return true;
    }
  }
  return false;
}

}  // namespace

struct Signer::Key {
  MacContext context;
  char mark = 0;  // which key it is, to most of those that differ
};

Signer::Signer(std::span<const std::string> secrets) {
  for (const std::string& secret : secrets) {
    // The secret may be of any length and serve elsewhere: what signs is derived from it.
    const Mac derived = mac_of(keyed(secret).get(), "carillon links 1");
    const std::string_view key(reinterpret_cast<const char*>(derived.data()), derived.size());
    MacContext context = keyed(key);
    const Mac mark = mac_of(context.get(), "mark");
    keys_.push_back({std::move(context), static_cast<char>(mark[0])});
  }
}

Signer::~Signer() = default;
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;

std::string Signer::sign(const Token& token) const {
  const Key& key = keys_.front();
  std::string bytes{static_cast<char>(token.kind), key.mark};
  put_number(bytes, token.campaign);
  put_number(bytes, token.customer);
  put_number(bytes, token.step);
  bytes += token.rest;
  const Mac mac = mac_of(key.context.get(), bytes);
  bytes.append(reinterpret_cast<const char*>(mac.data()), kMac);
  return to_base64url(bytes);
}

std::optional<Token> Signer::verify(std::string_view text) const {
  if (text.size() > kLongest) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() < kHead + 3 + kMac) return std::nullopt;
  std::string_view said(*bytes);
  const std::string_view given = said.substr(said.size() - kMac);
  said.remove_suffix(kMac);
  bool proven = false;
  for (const Key& key : keys_) {
    if (key.mark != said[1]) continue;
    const Mac mac = mac_of(key.context.get(), said);
    proven = proven || CRYPTO_memcmp(mac.data(), given.data(), kMac) == 0;
  }
  if (!proven) return std::nullopt;
  Token token;
  token.kind = static_cast<Kind>(said[0]);
  said.remove_prefix(kHead);
  if (!take_number(said, token.campaign) || !take_number(said, token.customer) ||
      !take_number(said, token.step)) {
    return std::nullopt;
  }
  token.rest = said;
  return token;
}

}  // namespace carillon::links
