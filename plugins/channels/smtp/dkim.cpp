#include "dkim.h"

#include <array>
#include <vector>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "canonical.h"

namespace carillon::smtp {
namespace {

constexpr std::array<std::string_view, 13> kSigned{"from",
                                                   "to",
                                                   "subject",
                                                   "date",
                                                   "message-id",
                                                   "reply-to",
                                                   "mime-version",
                                                   "content-type",
                                                   "list-id",
                                                   "feedback-id",
                                                   "list-unsubscribe",
                                                   "list-unsubscribe-post",
                                                   "content-transfer-encoding"};

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view bytes) {
  Digest out{};
  EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, EVP_sha256(), nullptr);
  return out;
}

std::string base64(const unsigned char* bytes, std::size_t n) {
  std::string out(4 * ((n + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(n));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string folded(std::string_view text) {
  constexpr std::size_t kLine = 72;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kLine) {
    if (at > 0) out += "\r\n ";
    out += text.substr(at, kLine);
  }
  return out;
}

}  // namespace

struct DkimSigner::Key {
  struct Cleanup {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::unique_ptr<EVP_PKEY, Cleanup> key;
  bool ed25519 = false;

  std::string sign(std::string_view text) const {
    struct Free {
      void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    // RFC 8463: Ed25519 signs the digest of the headers, as bytes.
    const Digest digest = sha256(text);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t n_bytes = text.size();
    if (ed25519) {
      bytes = digest.data();
      n_bytes = digest.size();
    }
    std::array<unsigned char, 1024> signature{};
    std::size_t n = signature.size();
    const EVP_MD* const md = ed25519 ? nullptr : EVP_sha256();
    if (EVP_DigestSignInit(context.get(), nullptr, md, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &n, bytes, n_bytes) != 1) {
      return {};
    }
    return base64(signature.data(), n);
  }
};

DkimSigner::DkimSigner(std::string domain, std::string selector, std::unique_ptr<Key> key)
    : domain_(std::move(domain)), selector_(std::move(selector)), key_(std::move(key)) {}
DkimSigner::~DkimSigner() = default;

Result<std::unique_ptr<DkimSigner>> DkimSigner::make(std::string domain, std::string selector,
                                                     const std::string& private_key_pem) {
  struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  const std::unique_ptr<BIO, Free> bio(
      BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())));
  auto key = std::make_unique<Key>();
  const auto no_password = [](char*, int, int, void*) { return 0; };
  key->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (key->key == nullptr) {
    return invalid("is no private key in PEM without a password; make one with openssl genrsa 2048");
  }
  const int kind = EVP_PKEY_get_base_id(key->key.get());
  key->ed25519 = kind == EVP_PKEY_ED25519;
  if (!key->ed25519 && kind != EVP_PKEY_RSA) return invalid("must be an RSA or an Ed25519 key");
  if (kind == EVP_PKEY_RSA &&
      (EVP_PKEY_get_bits(key->key.get()) < 1024 || EVP_PKEY_get_bits(key->key.get()) > 4096)) {
    return invalid("must have 1024 to 4096 bits; 2048 are usual");
  }
  for (const std::string& word : {domain, selector}) {
    if (word.empty() || word.find_first_of("; \t\r\n=\"") != std::string::npos) {
      return invalid("cannot be used with the domain \"" + domain + "\" and the selector \"" + selector +
                     "\"");
    }
  }
  return std::unique_ptr<DkimSigner>(new DkimSigner(std::move(domain), std::move(selector), std::move(key)));
}

std::string DkimSigner::sign(std::string_view mail, std::int64_t now_us) const {
  const auto split = mail.find("\r\n\r\n");
  const auto head = mail.substr(0, split == std::string_view::npos ? mail.size() : split + 2);
  const auto body = split == std::string_view::npos ? std::string_view{} : mail.substr(split + 4);
  const auto headers = split_headers(head);

  std::string names, signed_text;
  for (const auto name : kSigned) {
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {  // bottom up, by RFC 6376
      if (relaxed_name(*header) != name) continue;
      names += (names.empty() ? "" : ":") + std::string(name);
      signed_text += relaxed_header(*header) + "\r\n";
    }
    if (name == "from" || name == "subject") names += (names.empty() ? "" : ":") + std::string(name);
  }
  const Digest body_hash = sha256(relaxed_body(body));
  std::string value = "v=1; a=" + std::string(key_->ed25519 ? "ed25519-sha256" : "rsa-sha256") +
                      "; c=relaxed/relaxed; d=" + domain_ + "; s=" + selector_ +
                      ";\r\n t=" + std::to_string(now_us / 1'000'000) + "; h=";
  std::size_t column = value.size() - value.rfind('\n');
  for (std::size_t at = 0; at < names.size();) {
    const auto colon = std::min(names.find(':', at), names.size());
    const auto word = names.substr(at, colon - at + (colon < names.size() ? 1 : 0));
    if (column + word.size() > 76) {
      value += "\r\n ";
      column = 1;
    }
    value += word;
    column += word.size();
    at = colon + 1;
  }
  value += ";\r\n bh=" + base64(body_hash.data(), body_hash.size()) + ";\r\n b=";
  const std::string header = "DKIM-Signature: " + value;
  const std::string signature = key_->sign(signed_text + relaxed_header(header));
  return header + folded(signature) + "\r\n";
}

}  // namespace carillon::smtp
