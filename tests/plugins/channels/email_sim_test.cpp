// The simulated e-mail vendor: what it refuses, what it files, what its receipts say.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

class EmailSim : public ::testing::Test {
 protected:
  InstancePtr started(const std::string& config) {
    auto made = create(module_, "email_sim", config, probe_.sink());
    EXPECT_TRUE(made.ok()) << made.error().message;
    EXPECT_TRUE(start(**made).ok());
    return std::move(made).value();
  }
  static void drain(const crl_instance& instance) { instance.drain(instance.self, 20'000); }

  TestHost host_;
  Module module_{plugin_path("email_sim"), host_};
  ChannelProbe probe_;
};

// What a mail program does to read a quoted-printable body.
std::string decode_quoted_printable(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return out;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST_F(EmailSim, says_that_it_writes_to_addresses_with_subject_and_html) {
  const auto sim = started("{}");
  crl_channel_caps caps{};
  caps.size = sizeof caps;
  channel_of(*sim).caps(sim->self, &caps);
  EXPECT_EQ(caps.address, CRL_ADDRESS_EMAIL);
  EXPECT_EQ(caps.flags, CRL_CHANNEL_HTML | CRL_CHANNEL_SUBJECT | CRL_CHANNEL_RECEIPTS);
}

TEST_F(EmailSim, refuses_addresses_that_are_none) {
  const std::vector<std::string> bad{"",
                                     "ann",
                                     "ann@",
                                     "@example.com",
                                     "ann@example",
                                     "a b@c.de",
                                     "ann@-x.com",
                                     "ann@x..com",
                                     "a..b@c.de",
                                     "Ann <ann@x.com>",
                                     "a@b@c.com",
                                     "ann@x.com\r\nBcc: all@x.com",
                                     std::string(65, 'a') + "@x.com"};
  const std::vector<std::string> good{"ann@example.com", "a.b+c@d-e.co.uk", "o'neil@x.org",
                                      "j\xC3\xB6rg@x.de"};
  const auto sim = started("{}");
  std::vector<Letter> letters;
  for (const auto& to : bad) letters.push_back({.key = "b" + std::to_string(letters.size()), .to = to});
  for (const auto& to : good) letters.push_back({.key = "g" + std::to_string(letters.size()), .to = to});
  EXPECT_EQ(probe_.send(*sim, letters), letters.size());
  drain(*sim);
  for (const auto& [token, seen] : probe_.completions()) {
    EXPECT_EQ(seen[0].status, token <= bad.size() ? CRL_E_INVALID : CRL_OK) << letters[token - 1].to;
  }
}

TEST_F(EmailSim, bounces_what_it_cannot_deliver_and_reports_opens_and_clicks) {
  const auto sim =
      started(R"({"success_rate": 0.8, "open_rate": 0.5, "click_rate": 0.5, "latency_max_ms": 2})");
  std::vector<Letter> letters;
  for (int i = 0; i < 4000; ++i) letters.push_back({.key = std::to_string(i), .to = "a@example.com"});
  probe_.send_all(*sim, letters);
  drain(*sim);
  std::map<std::int32_t, std::set<std::string>> by_state;
  for (const auto& r : probe_.receipts()) by_state[r.state].insert(r.key);
  EXPECT_NEAR(static_cast<double>(by_state[CRL_RCPT_DELIVERED].size()), 3200, 160);
  EXPECT_EQ(by_state[CRL_RCPT_BOUNCED].size(), 4000 - by_state[CRL_RCPT_DELIVERED].size());
  EXPECT_NEAR(static_cast<double>(by_state[CRL_RCPT_OPENED].size()), 1600, 200);
  EXPECT_NEAR(static_cast<double>(by_state[CRL_RCPT_CLICKED].size()), 800, 160);
  EXPECT_TRUE(std::ranges::includes(by_state[CRL_RCPT_DELIVERED], by_state[CRL_RCPT_OPENED]));
  EXPECT_TRUE(std::ranges::includes(by_state[CRL_RCPT_OPENED], by_state[CRL_RCPT_CLICKED]));
}

TEST_F(EmailSim, files_what_it_accepts_as_eml_that_no_text_can_break_out_of) {
  const auto dir = std::filesystem::temp_directory_path() / ("email_sim_" + std::to_string(::getpid()));
  std::filesystem::remove_all(dir);
  const auto sim = started(R"({"eml_dir": ")" + dir.string() +
                           R"(", "from": "Bj\u00f6rn's \"Shop\" <shop@example.com>"})");
  const std::string subject =
      "Gr\xC3\xBC\xC3\x9F"
      "e\r\nBcc: victim@example.com";
  const std::string text = "Caf\xC3\xA9 = 100%\n.\ntrailing \n" + std::string(200, 'x');
  const std::string html = "<p>--=_mail</p>";
  probe_.send_all(*sim,
                  {{.key = "k", .to = "ann@example.com", .text = text, .subject = subject, .html = html}});
  drain(*sim);
  const auto id = probe_.completions().at(1)[0].provider_id;
  const std::string eml = read(dir / (id + ".eml"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir), {}), 1);
  std::filesystem::remove_all(dir);

  EXPECT_EQ(eml.find("\nBcc:"), std::string::npos) << eml;
  EXPECT_NE(eml.find("To: ann@example.com\r\n"), std::string::npos) << eml;
  EXPECT_NE(eml.find("Subject: =?"), std::string::npos) << eml;
  EXPECT_NE(eml.find("multipart/alternative"), std::string::npos) << eml;
  std::istringstream lines(eml);
  for (std::string line; std::getline(lines, line);) {
    ASSERT_LE(line.size(), 78u + 1) << line;
    ASSERT_EQ(line.back(), '\r') << "every line ends with CRLF: " << line;
    for (const char c : line) ASSERT_LT(static_cast<unsigned char>(c), 0x80) << line;
  }
  const auto body = eml.find("\r\n\r\n", eml.find("text/plain")) + 4;
  const auto decoded = decode_quoted_printable(eml.substr(body, eml.find("\r\n--=_", body) - body));
  std::string expected;
  for (const char c : text) expected += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(decoded, expected);
}

TEST_F(EmailSim, refuses_a_folder_that_cannot_be_made) {
  const auto made = create(module_, "email_sim", R"({"eml_dir": "/dev/null/letters"})", probe_.sink());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().vendor_code, "/eml_dir");
}

}  // namespace
}  // namespace carillon::test
