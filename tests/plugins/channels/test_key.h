// Keys and certificates for tests, made when they are needed. Throws when OpenSSL cannot.
#pragma once

#include <string>

namespace carillon::test {

struct TestKey {
  std::string private_pem;
  std::string dkim_record;  // "v=DKIM1; ..."
};
TestKey make_rsa_key();
TestKey make_ed25519_key();

// A certificate that signs itself, for the name or address; both files in `folder`.
struct TestCertificate {
  std::string certificate_file, key_file;
};
TestCertificate make_certificate(const std::string& folder, const std::string& name);

}  // namespace carillon::test
