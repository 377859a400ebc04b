#include "test_key.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace carillon::test {
namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long n = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(n)};
}

std::string pem_of(EVP_PKEY* key) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("no PEM");
  return text_of(bio.get());
}

std::string base64(const unsigned char* bytes, int n) {
  std::string out(static_cast<std::size_t>(4 * ((n + 2) / 3) + 1), '\0');
  out.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, n)));
  return out;
}

}  // namespace

TestKey make_rsa_key() {
  const Owned<EVP_PKEY> key(EVP_RSA_gen(1024));
  if (key == nullptr) throw std::runtime_error("no RSA key");
  unsigned char* der = nullptr;
  const int n = i2d_PUBKEY(key.get(), &der);
  TestKey out{pem_of(key.get()), "v=DKIM1; k=rsa; p=" + base64(der, n)};
  OPENSSL_free(der);
  return out;
}

TestKey make_ed25519_key() {
  const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (key == nullptr) throw std::runtime_error("no Ed25519 key");
  unsigned char raw[32];
  std::size_t n = sizeof raw;
  EVP_PKEY_get_raw_public_key(key.get(), raw, &n);
  return {pem_of(key.get()), "v=DKIM1; k=ed25519; p=" + base64(raw, static_cast<int>(n))};
}

TestCertificate make_certificate(const std::string& folder, const std::string& name) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Owned<X509> certificate(X509_new());
  X509* const x = certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x), 86'400);
  X509_set_pubkey(x, key.get());
  X509_NAME* const subject = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, subject);
  const bool is_address = name.find_first_not_of("0123456789.") == std::string::npos;
  const std::string alternative = (is_address ? "IP:" : "DNS:") + name;
  const Owned<X509_EXTENSION> names(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str()));
  X509_add_ext(x, names.get(), -1);
  if (X509_sign(x, key.get(), EVP_sha256()) == 0) throw std::runtime_error("no certificate");
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), x);
  TestCertificate out{folder + "/" + name + ".crt", folder + "/" + name + ".key"};
  std::ofstream(out.certificate_file) << text_of(bio.get());
  std::ofstream(out.key_file) << pem_of(key.get());
  return out;
}

}  // namespace carillon::test
