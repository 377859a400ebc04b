#include "google_token.h"

#include <algorithm>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <carillon/json_text.hpp>

#include "encodings.h"

namespace carillon::http_channel {
namespace {

std::string base64_url(std::string_view bytes) {
  std::string out = to_base64(bytes);
  std::erase(out, '=');
  std::ranges::replace(out, '+', '-');
  std::ranges::replace(out, '/', '_');
  return out;
}

}  // namespace

struct GoogleToken::Key {
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  std::unique_ptr<EVP_PKEY, Free> key;

  explicit Key(const std::string& pem) {
    const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const auto no_password = [](char*, int, int, void*) { return 0; };
    key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  }
  std::string sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    std::string out(1024, '\0');
    std::size_t n = out.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &n,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
      return {};
    }
    out.resize(n);
    return out;
  }
};

GoogleToken::GoogleToken(const Config& config, std::function<void()> ready)
    : scope_(config.text("/auth/scope", "https://www.googleapis.com/auth/firebase.messaging")) {
  const auto read = host().parse_json(config.text("/auth/service_account"), [&](const Doc& account) {
    const auto text = [&](std::string_view name) {
      const auto value = account.text(name);
      return value ? *value : std::string();
    };
    email_ = text("client_email");
    token_url_ = text("token_uri");
    key_id_ = text("private_key_id");
    key_ = std::make_unique<Key>(text("private_key"));
  });
  if (!read || email_.empty() || token_url_.empty() || key_->key == nullptr ||
      EVP_PKEY_get_base_id(key_->key.get()) != EVP_PKEY_RSA) {
    config.refuse("/auth/service_account",
                  "must be the JSON of a service account's key, as in file:service-account.json");
  }
  const auto request = [this] {
    const std::string signed_claims = assertion(host().now_us());
    const std::pair<std::string_view, std::string_view> form[] = {
        {"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"}, {"assertion", signed_claims}};
    return oauth::form_text(form);
  };
  token_.emplace(token_url_, request, std::move(ready));
}

GoogleToken::~GoogleToken() = default;

std::string GoogleToken::assertion(std::int64_t now_us) const {
  JsonText head, claims;
  head.object().key("alg").text("RS256").key("typ").text("JWT").key("kid").text(key_id_).end();
  const std::int64_t now = now_us / 1'000'000;
  claims.object()
      .key("iss")
      .text(email_)
      .key("scope")
      .text(scope_)
      .key("aud")
      .text(token_url_)
      .key("iat")
      .integer(now)
      .key("exp")
      .integer(now + 3600)
      .end();
  const std::string text = base64_url(head.str()) + "." + base64_url(claims.str());
  return text + "." + base64_url(key_->sign(text));
}

}  // namespace carillon::http_channel
