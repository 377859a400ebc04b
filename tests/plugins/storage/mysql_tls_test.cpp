// Encrypted connections: refused where the server has none, and verified where that is asked for.
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "mysql_store.h"

namespace carillon::conformance {
namespace {

class MysqlTls : public ::testing::Test {
 protected:
  // A certificate for `name`, signed by an authority of its own: NAME.pem, NAME.key, NAME-ca.pem.
  void make_certificate(const std::string& file, const std::string& name) {
    const std::string at = folder_.file(file);
    std::ofstream(at + ".ext") << "subjectAltName=" << name << "\n";
    const std::string quiet = " >/dev/null 2>&1";
    const std::string commands[] = {
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout " + at +
            "-ca.key -out " + at + "-ca.pem",
        "openssl req -newkey rsa:2048 -nodes -subj /CN=server -keyout " + at + ".key -out " + at + ".csr",
        "openssl x509 -req -days 2 -in " + at + ".csr -CA " + at + "-ca.pem -CAkey " + at +
            "-ca.key -CAcreateserial -extfile " + at + ".ext -out " + at + ".pem"};
    for (const auto& command : commands) ASSERT_EQ(std::system((command + quiet).c_str()), 0) << command;
  }
  std::vector<std::string> server_options(const std::string& file) const {
    return {"--ssl-cert=" + folder_.file(file) + ".pem", "--ssl-key=" + folder_.file(file) + ".key",
            "--ssl-ca=" + folder_.file(file) + "-ca.pem"};
  }
  Status connect(test::MariaDb& server, const std::string& mode, const std::string& ca = {}) {
    Settings settings = mysql_settings(server, "mysql");
    settings["tls/mode"] = mode;
    if (!ca.empty()) settings["tls/ca"] = folder_.file(ca) + "-ca.pem";
    auto store = open_mysql(settings);
    if (!store) return store.error();
    return (*store)->health();
  }

  TempFolder folder_;
};

TEST_F(MysqlTls, encrypts_and_verifies_as_it_is_told) {
  make_certificate("good", "IP:127.0.0.1");
  make_certificate("stranger", "DNS:elsewhere.example");
  {
    test::MariaDb server(server_options("good"));
    server.run("ALTER USER carillon@'%' REQUIRE SSL");
    EXPECT_EQ(status_of(connect(server, "off")), CRL_E_AUTH) << "the server insists on encryption";
    EXPECT_TRUE(succeeded(connect(server, "encrypt")));
    EXPECT_TRUE(succeeded(connect(server, "verify", "good")));
    EXPECT_EQ(status_of(connect(server, "verify", "stranger")), CRL_E_AUTH) << "another authority";
  }
  {
    test::MariaDb server(server_options("stranger"));
    EXPECT_TRUE(succeeded(connect(server, "encrypt", "stranger")));
    EXPECT_EQ(status_of(connect(server, "verify", "stranger")), CRL_E_AUTH)
        << "a certificate of another host";
  }
  EXPECT_EQ(status_of(connect(test::MariaDb::shared(), "encrypt")), CRL_E_AUTH)
      << "a server without encryption";
  EXPECT_TRUE(succeeded(connect(test::MariaDb::shared(), "off")));
}

}  // namespace
}  // namespace carillon::conformance
