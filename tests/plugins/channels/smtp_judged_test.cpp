// The smtp channel against mail programs that are not ours: aiosmtpd takes the mails, Python's email package
// reads them, dkimpy verifies their signatures.
#include <filesystem>
#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "mail_judge.h"
#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"
#include "test_key.h"

namespace carillon::test {
namespace {

class SmtpJudged : public ::testing::Test {
 protected:
  SmtpJudged() { std::filesystem::create_directories(folder_); }
  ~SmtpJudged() override { std::filesystem::remove_all(folder_); }

  InstancePtr started(const MailJudge& judge, const std::string& more) {
    auto made = create(
        module_, "smtp",
        R"({"host": "127.0.0.1", "port": )" + judge.port() +
            R"(, "helo": "me.test", "from": "Bj\u00f6rn's \"Shop\", Ltd <shop@example.com>", )" + more + "}",
        probe_.sink());
    EXPECT_TRUE(made.ok()) << made.error().message;
    EXPECT_TRUE(start(**made).ok());
    return std::move(made).value();
  }
  SeenCompletion send(const crl_instance& smtp, const Letter& letter) {
    const auto token = ++last_token_;
    probe_.send(smtp, {letter}, token);
    EXPECT_TRUE(eventually([&] { return probe_.completions().contains(token); }));
    return probe_.completions()[token].at(0);
  }
  static std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '\n' ? std::string("\\n") : std::string(1, c);
    return out + "\"";
  }

  std::string folder_ =
      (std::filesystem::temp_directory_path() / ("smtp_judged_" + std::to_string(::getpid()))).string();
  TestHost host_;
  Module module_{plugin_path("smtp"), host_};
  ChannelProbe probe_;
  std::uint64_t last_token_ = 0;
};

TEST_F(SmtpJudged, writes_mails_that_another_program_reads_as_they_were_meant) {
  MailJudge judge;
  const auto smtp = started(judge, R"("security": "none", "reply_to": "Help <help@example.com>",
      "headers": {"X-Campaign": "spring"})");
  const std::string url = "https://shop.example.com/u/" + std::string(150, 'a') + "?b=c&d=e";
  const auto done =
      send(*smtp, {.key = "1-2-0",
                   .to = "ann@x.test",
                   .text = "Gr\xC3\xBC\xC3\x9F"
                           "e \xF0\x9F\x8E\x89 = 100%\n.\n" +
                           std::string(2000, 'x') + "\n",
                   .subject = "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87 " +
                              std::string(120, 'y'),
                   .html = "<p>\xE2\x82\xB9 100</p>",
                   .meta = {{"List-Unsubscribe", "<" + url + ">, <mailto:stop@example.com>"},
                            {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}}});
  ASSERT_EQ(done.status, CRL_OK) << done.message;
  const JudgedMail mail = judge.next();
  EXPECT_EQ(mail.defects, std::vector<std::string>{}) << mail.raw;
  EXPECT_EQ(mail.header("From"), "\"Bj\xC3\xB6rn's \\\"Shop\\\", Ltd\" <shop@example.com>");
  EXPECT_EQ(mail.header("To"), "ann@x.test");
  EXPECT_EQ(mail.header("Reply-To"), "Help <help@example.com>");
  EXPECT_EQ(
      mail.header("Subject"),
      "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87 " + std::string(120, 'y'));
  EXPECT_EQ(mail.header("X-Campaign"), "spring");
  EXPECT_EQ(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  EXPECT_EQ(mail.header("List-Unsubscribe"), "<" + url + ">, <mailto:stop@example.com>");
  EXPECT_NE(mail.raw.find("<" + url + ">"), std::string::npos) << "a URL is never broken";
  EXPECT_EQ(mail.type, "multipart/alternative");
  EXPECT_EQ(mail.bodies.at("plain"),
            "Gr\xC3\xBC\xC3\x9F"
            "e \xF0\x9F\x8E\x89 = 100%\n.\n" +
                std::string(2000, 'x') + "\n");
  EXPECT_EQ(mail.bodies.at("html"), "<p>\xE2\x82\xB9 100</p>");
  EXPECT_LE(mail.longest, 998);
  EXPECT_NE(mail.header("Date"), "(none)");
  EXPECT_EQ(done.provider_id, "1-2-0@example.com");
}

// Property: whatever stands in names, subjects, bodies and meta, the mail has the headers that were meant and
// no other, and its texts come back.
TEST_F(SmtpJudged, lets_no_text_begin_a_header_or_a_part) {
  MailJudge judge;
  const auto smtp = started(judge, R"("security": "none", "connections": 1)");
  const std::vector<std::string> pieces{"\r\n",     "\n",
                                        "\r",       "Bcc: all@x.test",
                                        "\r\n\r\n", "=?utf-8?Q?=0ABcc:_x?=",
                                        "<b>",      "\"",
                                        "\\",       "--=_9-0-0",
                                        ";",        "a",
                                        "  ",       "\t",
                                        "\xC3\xA9", "\xF0\x9F\x8E\x89",
                                        "\x01",     "\x7F",
                                        "\xFF",     "\xC3",
                                        ".",        ",",
                                        "(c)"};
  std::mt19937 random(7);
  const auto hostile = [&] {
    std::string out = "s";
    for (auto n = random() % 12; n > 0; --n) out += pieces[random() % pieces.size()];
    return out;
  };
  for (int i = 0; i < 60; ++i) {
    const Letter letter{.key = "9-" + std::to_string(i) + "-0",
                        .to = "ann@x.test",
                        .text = hostile(),
                        .subject = hostile(),
                        .html = hostile(),
                        .meta = {{"X-Note", hostile()},
                                 {"List-Id", hostile()},
                                 {hostile(), "x"},
                                 {"Bcc", "y@x.test"},
                                 {"Content-Type", "text/evil"}}};
    const auto done = send(*smtp, letter);
    ASSERT_EQ(done.status, CRL_OK) << done.message;
    const JudgedMail mail = judge.next();
    SCOPED_TRACE(mail.raw);
    std::set<std::string> names;
    for (const auto& [name, value] : mail.headers) EXPECT_TRUE(names.insert(name).second) << name;
    const std::set<std::string> expected{"From",   "To",      "Subject",      "Date",        "Message-Id",
                                         "X-Note", "List-Id", "MIME-Version", "Content-Type"};
    EXPECT_EQ(names, expected);
    EXPECT_EQ(mail.type, "multipart/alternative");
    EXPECT_EQ(mail.bodies.size(), 2u);
    EXPECT_EQ(mail.recipient, "ann@x.test");
    const auto plain = [](const std::string& text) {  // what is left without line ends and broken bytes
      std::string out;
      for (const char c : text) {
        if (c > ' ' && c < '\x7F') out += c;
      }
      return out;
    };
    EXPECT_EQ(plain(mail.bodies.at("plain")), plain(letter.text));
    EXPECT_EQ(plain(mail.bodies.at("html")), plain(letter.html));
  }
}

TEST_F(SmtpJudged, signs_by_dkim_so_that_another_program_agrees) {
  for (const auto& key : {make_rsa_key(), make_ed25519_key()}) {
    MailJudge judge({"--dkim", "s1._domainkey.example.com", key.dkim_record});
    const auto smtp = started(judge, R"("security": "none", "dkim": {"selector": "s1", "private_key": )" +
                                         quoted(key.private_pem) + "}");
    const std::vector<Letter> letters{
        {.key = "1", .to = "a@x.test", .text = "short", .subject = "plain"},
        {.key = "2",
         .to = "a@x.test",
         .text = "  two  blanks \t \n\n\n.\n..\n\n\n",
         .subject = "  blanks   inside "},
        {.key = "3",
         .to = "a@x.test",
         .text = "t",
         .subject = std::string(300, 'w') + " \xC3\xA9 " + std::string(300, 'v'),
         .html = "<b>x</b>",
         .meta = {{"List-Unsubscribe", "<https://example.com/" + std::string(300, 'u') + ">"},
                  {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}}}};
    for (const Letter& letter : letters) {
      ASSERT_EQ(send(*smtp, letter).status, CRL_OK);
      const JudgedMail mail = judge.next();
      EXPECT_EQ(mail.dkim, "true") << mail.raw;
      const std::string signature = mail.header("DKIM-Signature");
      if (!letter.meta.empty()) {
        EXPECT_NE(signature.find("list-unsubscribe:"), std::string::npos)
            << "one click is believed when it is signed";
        EXPECT_NE(signature.find("list-unsubscribe-post"), std::string::npos);
      }
    }
  }
}

TEST_F(SmtpJudged, speaks_starttls_and_tls_and_logs_in_by_plain_or_login) {
  const auto good = make_certificate(folder_, "127.0.0.1");
  for (const std::string security : {"starttls", "tls"}) {
    for (const std::string mechanism : {"PLAIN", "LOGIN"}) {
      MailJudge judge(
          {"--tls", security, good.certificate_file, good.key_file, "--auth", "ann", "se cret", mechanism});
      const std::string settings = R"("security": ")" + security + R"(", "ca_file": ")" +
                                   good.certificate_file + R"(", "username": "ann", "password": )";
      const auto smtp = started(judge, settings + R"("se cret")");
      const auto done = send(*smtp, {.key = "1", .to = "a@x.test"});
      ASSERT_EQ(done.status, CRL_OK) << security << mechanism << done.message;
      const auto mail = judge.next();
      EXPECT_TRUE(mail.secure);
      EXPECT_EQ(mail.user, mechanism + " ann");
      const auto wrong = started(judge, settings + R"("wrong")");
      EXPECT_EQ(send(*wrong, {.key = "2", .to = "a@x.test"}).status, CRL_E_AUTH);
      const Status health = [&]() -> Status {
        crl_error error = empty_error();
        const auto status = wrong->health(wrong->self, &error);
        if (status == CRL_OK) return {};
        return read_error(status, error);
      }();
      ASSERT_FALSE(health.ok());
      EXPECT_EQ(health.error().status, CRL_E_AUTH);
      EXPECT_EQ(health.error().message.find("wrong"), std::string::npos) << "no secret is told";
    }
  }
}

TEST_F(SmtpJudged, trusts_no_certificate_that_is_unknown_or_for_another_name) {
  const auto good = make_certificate(folder_, "127.0.0.1");
  const auto other = make_certificate(folder_, "mail.other.test");
  for (const std::string security : {"starttls", "tls"}) {
    MailJudge judge({"--tls", security, other.certificate_file, other.key_file});
    const std::string base = R"("security": ")" + security + R"(", )";
    const auto by = [&](const std::string& more) {
      return send(*started(judge, base + more), {.key = "1", .to = "a@x.test"});
    };
    EXPECT_EQ(by(R"("ca_file": ")" + good.certificate_file + "\"").status, CRL_E_AUTH) << "unknown";
    EXPECT_EQ(by(R"("ca_file": ")" + other.certificate_file + "\"").status, CRL_E_AUTH) << "for another name";
    EXPECT_EQ(by(R"("ca_file": ")" + other.certificate_file + R"(", "tls_name": "mail.other.test")").status,
              CRL_OK);
    EXPECT_EQ(judge.next().recipient, "a@x.test");
  }
}

TEST_F(SmtpJudged, sends_nothing_in_the_clear_unless_it_is_told_to) {
  MailJudge judge;
  const auto smtp = started(judge, R"("security": "starttls")");
  const auto done = send(*smtp, {.key = "1", .to = "a@x.test"});
  EXPECT_EQ(done.status, CRL_E_AUTH);
  EXPECT_NE(done.message.find("STARTTLS"), std::string::npos) << done.message;
}

TEST_F(SmtpJudged, sends_to_domains_in_any_script) {
  MailJudge judge;
  const auto smtp = started(judge, R"("security": "none")");
  ASSERT_EQ(send(*smtp, {.key = "1",
                         .to = "ann@b\xC3\xBC"
                               "cher.test"})
                .status,
            CRL_OK);
  EXPECT_EQ(judge.next().recipient, "ann@xn--bcher-kva.test");
  const auto done = send(*smtp, {.key = "2", .to = "j\xC3\xB6rg@x.test"});
  ASSERT_EQ(done.status, CRL_OK) << done.message;
  EXPECT_EQ(judge.next().recipient, "j\xC3\xB6rg@x.test");
}

}  // namespace
}  // namespace carillon::test
