// The smtp channel logs in by access tokens: from a token endpoint of a real host's HTTP client, and from a
// file.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

#include <unistd.h>

#include "http/encodings.h"
#include "scripted_smtp.h"
#include "sdk/test_host.hpp"
#include "vendor_fixture.h"

namespace carillon::test {
namespace {

// A mail server that knows tokens, and says as Google's does what it has against others.
class TokenServer {
 public:
  explicit TokenServer(std::string mechanism)
      : mechanism_(std::move(mechanism)),
        smtp_([this](const ScriptedSmtp::Line& line) { return answer(line.command); },
              "AUTH PLAIN " + mechanism_) {}

  void accept(const std::string& token) {
    const std::scoped_lock lock(mutex_);
    accepted_ = token;
  }
  std::set<std::string> shown() const {
    const std::scoped_lock lock(mutex_);
    return shown_;
  }
  ScriptedSmtp& smtp() { return smtp_; }

 private:
  std::string answer(const std::string& command) {
    const std::string begins = "AUTH " + mechanism_ + " ";
    if (command.starts_with("MAIL") && !in_) return "530 5.7.0 authentication required";
    if (command.empty() || command == "AQ==") return "535 5.7.8 bad token";
    if (!command.starts_with(begins)) return {};
    const std::string text = http_channel::from_base64(command.substr(begins.size())).value_or("");
    const auto at = text.find("auth=Bearer ");
    if (at == std::string::npos || !text.ends_with("\x01\x01")) return "501 5.5.2 what?";
    const std::string token = text.substr(at + 12, text.size() - at - 14);
    const std::scoped_lock lock(mutex_);
    greeting_ = text.substr(0, at);
    shown_.insert(token);
    if (token != accepted_) return "334 eyJzdGF0dXMiOiI0MDEifQ==";
    in_ = true;
    return "235 2.7.0 hello";
  }

  const std::string mechanism_;
  mutable std::mutex mutex_;
  std::string accepted_, greeting_;
  std::set<std::string> shown_;
  std::atomic<bool> in_{false};
  ScriptedSmtp smtp_;

 public:
  std::string greeting() const {
    const std::scoped_lock lock(mutex_);
    return greeting_;
  }
};

class SmtpOAuth : public Vendor {
 protected:
  void start(const TokenServer&, ScriptedSmtp& smtp, const std::string& oauth) {
    use(R"({"host": "127.0.0.1", "port": )" + smtp.port() +
            R"(, "security": "none", "insecure_auth": true, "from": "shop@example.com", "username": "shop@example.com",
                "oauth": )" +
            oauth + "}",
        true, "smtp");
  }
  // As a host does: again until it is sent.
  bool sends(const Letter& letter) {
    return eventually([&] { return send(letter).status == CRL_OK; });
  }
  static std::string grant(const std::string& token) {
    return R"({"access_token": ")" + token + R"(", "expires_in": 3600, "token_type": "Bearer"})";
  }
  const Letter letter_{.key = "7-1-0", .to = "asha@x.test", .text = "Hello", .subject = "News"};
};

TEST_F(SmtpOAuth, asks_for_a_token_and_for_another_when_it_is_refused) {
  TokenServer server("XOAUTH2");
  server.accept("second");
  answer_next({200, grant("first")});
  answer(VendorAnswer{200, grant("second")});
  start(
      server, server.smtp(),
      R"({"token_url": "VENDOR/token", "client_id": "c 1", "client_secret": "s&1", "refresh_token": "r1"})");
  ASSERT_TRUE(sends(letter_));
  EXPECT_EQ(server.shown(), (std::set<std::string>{"first", "second"}));
  EXPECT_EQ(server.greeting(), "user=shop@example.com\x01");
  const auto asked = requests();
  ASSERT_EQ(asked.size(), 2u);
  for (const auto& request : asked) {
    EXPECT_EQ(request.line, "POST /token HTTP/1.1");
    EXPECT_EQ(request.form(), (std::map<std::string, std::string>{{"grant_type", "refresh_token"},
                                                                  {"refresh_token", "r1"},
                                                                  {"client_id", "c 1"},
                                                                  {"client_secret", "s&1"}}));
  }
  EXPECT_EQ(server.smtp().mails().size(), 1u);
  for (const auto& [token, seen] : probe_.completions()) {
    for (const auto& one : seen) EXPECT_TRUE(one.status == CRL_OK || one.status == CRL_E_UNAVAILABLE);
  }
}

TEST_F(SmtpOAuth, takes_nothing_while_there_is_no_token_and_says_why) {
  TokenServer server("XOAUTH2");
  answer(VendorAnswer{400, R"({"error": "invalid_grant"})"});
  start(server, server.smtp(), R"({"token_url": "VENDOR/token", "client_id": "c"})");
  Error why;
  ASSERT_TRUE(eventually([&] {
    EXPECT_EQ(offer({letter_}, &why), 0u);
    return why.message.find("400") != std::string::npos;
  })) << why.message;
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  EXPECT_GT(why.retry_after_ms, 0u);
  EXPECT_EQ(requests().front().form().at("grant_type"), "client_credentials");
  EXPECT_EQ(server.smtp().connections(), 0);
}

TEST_F(SmtpOAuth, reads_the_file_of_a_token_anew_at_each_login) {
  const auto file =
      std::filesystem::temp_directory_path() / ("carillon-token-" + std::to_string(::getpid()) + ".txt");
  std::ofstream(file) << "old\n";
  TokenServer server("OAUTHBEARER");
  server.accept("new");
  start(server, server.smtp(), R"({"token_file": ")" + file.string() + "\"}");
  EXPECT_EQ(send(letter_).status, CRL_E_UNAVAILABLE) << "another token may do";
  std::ofstream(file) << "new\n";
  EXPECT_TRUE(sends(letter_));
  EXPECT_EQ(server.greeting(),
            "n,a=shop@example.com,\x01host=127.0.0.1\x01port=" + server.smtp().port() + "\x01");
  std::filesystem::remove(file);
}

TEST_F(SmtpOAuth, settings_that_contradict_each_other_are_refused) {
  const auto refused = [&](const std::string& more) {
    return refusal(R"({"host": "h", "from": "a@b.example", "username": "u")" + more + "}", "smtp").status !=
           CRL_OK;
  };
  EXPECT_TRUE(refused(R"(, "oauth": {"token_file": "t"}, "password": "p")"));
  EXPECT_TRUE(refused(R"(, "oauth": {"token_file": "t", "token_url": "https://x", "client_id": "c"})"));
  EXPECT_TRUE(refused(R"(, "oauth": {"token_url": "https://x"})"));
  EXPECT_TRUE(refused(R"(, "oauth": {"token_file": "t"}, "auth": "plain")"));
  EXPECT_TRUE(refused(R"(, "password": "p", "auth": "xoauth2")"));
  EXPECT_FALSE(refused(R"(, "oauth": {"token_file": "t"}, "auth": "oauthbearer")"));
}

}  // namespace
}  // namespace carillon::test
