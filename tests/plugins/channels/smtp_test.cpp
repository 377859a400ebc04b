// The smtp channel against a server that does what a script says: faults, limits, order.
#include <atomic>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "scripted_smtp.h"
#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

class Smtp : public ::testing::Test {
 protected:
  InstancePtr started(const std::string& port, const std::string& more = "") {
    auto made = create(module_, "smtp",
                       R"({"host": "127.0.0.1", "port": )" + port +
                           R"(, "security": "none", "from": "Shop <shop@example.com>", "helo": "me.test")" +
                           (more.empty() ? "" : ", " + more) + "}",
                       probe_.sink());
    EXPECT_TRUE(made.ok()) << made.error().message;
    EXPECT_TRUE(start(**made).ok());
    return std::move(made).value();
  }
  std::vector<Letter> letters(int n, const std::string& domain = "x.test") {
    std::vector<Letter> out;
    for (int i = 0; i < n; ++i) {
      const auto number = std::to_string(next_++);
      out.push_back({.key = "7-" + number + "-0",
                     .to = "p" + number + "@" + domain,
                     .text = "Hello " + number,
                     .subject = "News"});
    }
    return out;
  }
  bool all_done(std::size_t n) {
    return eventually([&] { return probe_.completed() >= n; });
  }
  SeenCompletion only(std::uint64_t token = 1) {
    const auto seen = probe_.completions()[token];
    EXPECT_EQ(seen.size(), 1u) << "token " << token;
    return seen.empty() ? SeenCompletion{} : seen[0];
  }
  void expect_each_once(std::size_t n) {
    const auto completions = probe_.completions();
    EXPECT_EQ(completions.size(), n);
    for (const auto& [token, seen] : completions) EXPECT_EQ(seen.size(), 1u) << "token " << token;
  }

  TestHost host_;
  Module module_{plugin_path("smtp"), host_};
  ChannelProbe probe_;
  int next_ = 0;
};

TEST_F(Smtp, carries_each_message_once_to_its_recipient) {
  ScriptedSmtp server;
  const auto smtp = started(server.port());
  probe_.send_all(*smtp, letters(300));
  ASSERT_TRUE(all_done(300));
  expect_each_once(300);
  std::map<std::string, std::string> texts;
  for (const auto& mail : server.mails()) {
    EXPECT_EQ(mail.sender, "shop@example.com");
    EXPECT_TRUE(texts.emplace(mail.recipient, mail.text).second) << mail.recipient << " got two";
  }
  EXPECT_EQ(texts.size(), 300u);
  for (const auto& [to, text] : texts) {
    EXPECT_NE(text.find("To: " + to + "\r\n"), std::string::npos);
    EXPECT_NE(text.find("Hello " + to.substr(1, to.find('@') - 1) + "\r\n"), std::string::npos) << text;
  }
  EXPECT_LE(server.most_connections(), 8);
  for (const auto& [token, seen] : probe_.completions()) EXPECT_EQ(seen[0].status, CRL_OK) << seen[0].message;
  EXPECT_EQ(only(1).provider_id, "7-0-0@example.com");
}

TEST_F(Smtp, keeps_a_connection_for_many_mails_and_says_quit_after_the_agreed_number) {
  ScriptedSmtp server;
  const auto smtp = started(server.port(), R"("connections": 1, "messages_per_connection": 25)");
  probe_.send_all(*smtp, letters(100));
  ASSERT_TRUE(all_done(100));
  EXPECT_TRUE(eventually([&] { return std::ranges::count(server.commands(), "QUIT") == 4; }));
  EXPECT_EQ(server.connections(), 4);
  std::map<int, int> mails;
  for (const auto& mail : server.mails()) ++mails[mail.connection];
  for (const auto& [connection, n] : mails) EXPECT_EQ(n, 25);
}

TEST_F(Smtp, quits_a_connection_that_is_not_used_and_opens_another_later) {
  ScriptedSmtp server;
  const auto smtp = started(server.port(), R"("idle_timeout_ms": 30)");
  probe_.send(*smtp, letters(1));
  ASSERT_TRUE(eventually([&] { return std::ranges::count(server.commands(), "QUIT") == 1; }));
  probe_.send(*smtp, letters(1), 2);
  ASSERT_TRUE(all_done(2));
  EXPECT_EQ(server.connections(), 2);
  EXPECT_EQ(only(2).status, CRL_OK);
}

TEST_F(Smtp, sends_nothing_over_a_connection_that_it_has_said_quit_on) {
  ScriptedSmtp server(
      [](const ScriptedSmtp::Line& line) { return line.command == "QUIT" ? ScriptedSmtp::kHang : ""; });
  const auto smtp = started(server.port(), R"("idle_timeout_ms": 20)");
  probe_.send(*smtp, letters(1));
  ASSERT_TRUE(eventually([&] { return std::ranges::count(server.commands(), "QUIT") == 1; }));
  probe_.send(*smtp, letters(1), 2);
  ASSERT_TRUE(all_done(2));
  EXPECT_EQ(only(2).status, CRL_OK) << only(2).message;
  EXPECT_EQ(server.mails().at(1).connection, 2);
}

TEST_F(Smtp, waits_for_each_answer_where_pipelining_is_not_offered_and_does_not_where_it_is) {
  for (const bool offered : {true, false}) {
    std::atomic<int> ahead = 0;
    ScriptedSmtp server(
        [&](const ScriptedSmtp::Line& line) {
          if (line.ahead) ++ahead;
          return "";
        },
        offered ? "PIPELINING,SIZE 1000000" : "SIZE 1000000");
    const auto smtp = started(server.port(), R"("connections": 1)");
    const auto first = static_cast<std::uint64_t>(1 + next_);
    probe_.send_all(*smtp, letters(20), first);
    ASSERT_TRUE(all_done(first + 19));
    EXPECT_EQ(server.mails().size(), 20u);
    EXPECT_EQ(ahead > 0, offered);
  }
}

struct Case {
  const char* at;     // the beginning of the command
  const char* reply;  // what the server answers it
  crl_status status;
  const char* code;
  std::uint32_t retry_after_ms;
};

class SmtpRefusal : public Smtp, public ::testing::WithParamInterface<Case> {};

// One mail of three is refused; the connection serves the others.
TEST_P(SmtpRefusal, is_told_by_its_status_and_spares_the_other_mails) {
  for (const char* capabilities : {"PIPELINING", "8BITMIME"}) {
    SCOPED_TRACE(capabilities);
    const Case& c = GetParam();
    ScriptedSmtp server(
        [&](const ScriptedSmtp::Line& line) {
          return line.mail == 2 && line.command.starts_with(c.at) ? std::string(c.reply) : std::string();
        },
        capabilities);
    ChannelProbe probe;
    auto made = create(module_, "smtp",
                       R"({"host": "127.0.0.1", "port": )" + server.port() +
                           R"(, "security": "none", "from": "s@example.com", "connections": 1,
                               "greylist_pause_ms": 123000})",
                       probe.sink());
    ASSERT_TRUE(made.ok());
    ASSERT_TRUE(start(**made).ok());
    ASSERT_EQ(probe.send(**made, letters(3)), 3u);
    ASSERT_TRUE(eventually([&] { return probe.completed() == 3; }));
    auto completions = probe.completions();
    EXPECT_EQ(completions[1][0].status, CRL_OK);
    EXPECT_EQ(completions[3][0].status, CRL_OK) << completions[3][0].message;
    EXPECT_EQ(completions[2][0].status, c.status) << completions[2][0].message;
    EXPECT_EQ(completions[2][0].vendor_code, c.code);
    EXPECT_EQ(completions[2][0].retry_after_ms, c.retry_after_ms);
    EXPECT_NE(completions[2][0].message.find(std::string(c.reply).substr(0, 3)), std::string::npos);
    EXPECT_EQ(server.connections(), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Codes, SmtpRefusal,
    ::testing::Values(
        Case{"RCPT", "550 5.1.1 no such user", CRL_E_INVALID, "550 5.1.1", 0},
        Case{"RCPT", "553 bad name", CRL_E_INVALID, "553", 0},
        Case{"RCPT", "450 4.2.0 Greylisted, try again in 5 minutes", CRL_E_UNAVAILABLE, "450 4.2.0", 300'000},
        Case{"RCPT", "451 4.7.1 greylisting in action", CRL_E_UNAVAILABLE, "451 4.7.1", 123'000},
        Case{"RCPT", "452 4.2.2 mailbox full", CRL_E_UNAVAILABLE, "452 4.2.2", 0},
        Case{"MAIL", "451 4.7.28 rate limit, come back after 90 seconds", CRL_E_RATE, "451 4.7.28", 90'000},
        Case{"MAIL", "530 5.7.0 authentication required", CRL_E_AUTH, "530 5.7.0", 0},
        Case{"MAIL", "550 5.7.1 sender refused", CRL_E_INVALID, "550 5.7.1", 0},
        Case{"DATA", "554 5.5.1 no valid recipients", CRL_E_INVALID, "554 5.5.1", 0},
        Case{"TEXT", "550-5.7.1 this is\r\n550 5.7.1 spam", CRL_E_INVALID, "550 5.7.1", 0},
        Case{"TEXT", "451 4.3.0 disk is slow", CRL_E_UNAVAILABLE, "451 4.3.0", 0}));

TEST_F(Smtp, leaves_the_outcome_open_when_the_connection_is_lost_after_the_text) {
  ScriptedSmtp server([](const ScriptedSmtp::Line& line) {
    return line.connection == 1 && line.command == "TEXT" ? ScriptedSmtp::kDrop : "";
  });
  const auto smtp = started(server.port());
  auto one = letters(1);
  probe_.send(*smtp, one);
  ASSERT_TRUE(all_done(1));
  EXPECT_EQ(only(1).status, CRL_E_UNKNOWN) << only(1).message;
  one[0].attempt = 2;
  probe_.send(*smtp, one, 2);
  ASSERT_TRUE(all_done(2));
  EXPECT_EQ(only(2).status, CRL_OK);
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), 2u);
  const auto id = [](const std::string& text) {
    const auto at = text.find("Message-Id: ") == std::string::npos ? text.find("Message-ID: ")
                                                                   : text.find("Message-Id: ");
    return text.substr(at, text.find("\r\n", at) - at);
  };
  EXPECT_EQ(id(mails[0].text), id(mails[1].text)) << "the receiver can tell the repeat";
  EXPECT_NE(id(mails[0].text).find("7-0-0@example.com"), std::string::npos);
}

TEST_F(Smtp, knows_that_a_mail_was_not_taken_when_the_connection_is_lost_before_its_text) {
  for (const std::string at : {"MAIL", "RCPT", "DATA"}) {
    ScriptedSmtp server([&](const ScriptedSmtp::Line& line) {
      return line.command.starts_with(at) ? ScriptedSmtp::kDrop : "";
    });
    ChannelProbe probe;
    const auto smtp = started(server.port());
    const auto token = static_cast<std::uint64_t>(1 + next_);
    probe_.send(*smtp, letters(1), token);
    ASSERT_TRUE(eventually([&] { return probe_.completions().contains(token); }));
    EXPECT_EQ(only(token).status, CRL_E_UNAVAILABLE) << at;
    EXPECT_TRUE(server.mails().empty());
  }
}

TEST_F(Smtp, moves_mails_to_another_connection_when_the_server_ends_one) {
  ScriptedSmtp server([](const ScriptedSmtp::Line& line) {
    return line.mail > 10 && line.command.starts_with("MAIL") ? "421 4.7.0 enough for one connection" : "";
  });
  const auto smtp = started(server.port(), R"("connections": 2)");
  probe_.send_all(*smtp, letters(100));
  ASSERT_TRUE(all_done(100));
  expect_each_once(100);
  for (const auto& [token, seen] : probe_.completions()) EXPECT_EQ(seen[0].status, CRL_OK) << seen[0].message;
  EXPECT_EQ(server.mails().size(), 100u);
}

TEST_F(Smtp, gives_up_on_a_server_that_is_silent_at_any_step) {
  for (const std::string at : {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "TEXT"}) {
    ScriptedSmtp server([&](const ScriptedSmtp::Line& line) {
      return line.command.starts_with(at) ? ScriptedSmtp::kHang : "";
    });
    const auto smtp = started(server.port(), R"("command_timeout_ms": 60, "data_timeout_ms": 60)");
    const auto token = static_cast<std::uint64_t>(1 + next_);
    probe_.send(*smtp, letters(1), token);
    ASSERT_TRUE(eventually([&] { return probe_.completions().contains(token); })) << at;
    EXPECT_EQ(only(token).status, at == "TEXT" ? CRL_E_UNKNOWN : CRL_E_TIMEOUT)
        << at << ": " << only(token).message;
  }
}

TEST_F(Smtp, answers_at_once_and_asks_to_wait_when_nobody_listens) {
  std::string port;
  {
    ScriptedSmtp gone;
    port = gone.port();
  }
  const auto smtp = started(port);
  ASSERT_EQ(probe_.send(*smtp, letters(5)), 5u);
  ASSERT_TRUE(all_done(5));
  expect_each_once(5);
  EXPECT_EQ(only(1).status, CRL_E_UNAVAILABLE);
  EXPECT_GT(only(1).retry_after_ms, 0u);
  Error why;
  EXPECT_EQ(probe_.send(*smtp, letters(5), 10, &why), 0u) << "the pause lasts half a second";
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  EXPECT_GT(why.retry_after_ms, 0u);
  EXPECT_NE(why.message.find("cannot be reached"), std::string::npos) << why.message;
}

TEST_F(Smtp, understands_that_what_answers_is_no_mail_server) {
  ScriptedSmtp server([](const ScriptedSmtp::Line& line) {
    return line.command == "GREETING" ? "HTTP/1.1 400 Bad Request" : "";
  });
  const auto smtp = started(server.port());
  probe_.send(*smtp, letters(1));
  ASSERT_TRUE(all_done(1));
  EXPECT_EQ(only(1).status, CRL_E_UNAVAILABLE);
  EXPECT_NE(only(1).message.find("no SMTP server"), std::string::npos);
}

TEST_F(Smtp, sends_no_more_to_one_domain_at_once_than_agreed_while_others_go_on) {
  ScriptedSmtp server;
  const auto smtp = started(server.port(), R"("connections": 8, "per_domain": 2)");
  auto all = letters(200, "slow.test");
  for (const auto& letter : letters(200, "other.test")) all.push_back(letter);
  probe_.send_all(*smtp, all);
  ASSERT_TRUE(all_done(400));
  EXPECT_LE(server.most_under_way("slow.test"), 2);
  EXPECT_LE(server.most_under_way("other.test"), 2);
  EXPECT_GE(server.most_under_way("slow.test"), 1);
  expect_each_once(400);
}

TEST_F(Smtp, takes_a_prefix_when_it_is_full_and_calls_when_there_is_room) {
  std::atomic<bool> hold = true;
  ScriptedSmtp server([&](const ScriptedSmtp::Line& line) {
    return hold && line.command == "GREETING" ? ScriptedSmtp::kHang : "";
  });
  const auto smtp = started(server.port(), R"("max_in_flight": 10, "command_timeout_ms": 100)");
  Error why;
  EXPECT_EQ(probe_.send(*smtp, letters(30), 1, &why), 10u);
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  EXPECT_NE(why.message.find("max_in_flight"), std::string::npos);
  ASSERT_TRUE(all_done(10));
  EXPECT_TRUE(eventually([&] { return probe_.ready_calls() > 0; }));
}

TEST_F(Smtp, takes_as_many_as_its_memory_holds) {
  ScriptedSmtp server(
      [](const ScriptedSmtp::Line& line) { return line.command == "GREETING" ? ScriptedSmtp::kHang : ""; });
  const auto smtp = started(server.port(), R"("queue_mb": 1)");
  auto many = letters(30);
  for (auto& letter : many) letter.html = std::string(100'000, 'x');
  EXPECT_EQ(probe_.send(*smtp, many), 10u);
}

TEST_F(Smtp, answers_all_it_holds_when_it_is_stopped_in_the_middle) {
  ScriptedSmtp server([](const ScriptedSmtp::Line& line) {
    return line.mail > 3 && line.command == "TEXT" ? ScriptedSmtp::kHang : "";
  });
  const auto smtp = started(server.port(), R"("connections": 3)");
  probe_.send_all(*smtp, letters(500));
  ASSERT_TRUE(eventually([&] { return server.mails().size() >= 12; }));
  smtp->stop(smtp->self);
  expect_each_once(500);
  std::map<crl_status, int> by_status;
  for (const auto& [token, seen] : probe_.completions()) ++by_status[seen[0].status];
  EXPECT_EQ(by_status[CRL_OK], 9);
  EXPECT_EQ(by_status[CRL_E_UNKNOWN], 3) << "the three whose text was out";
  EXPECT_EQ(by_status[CRL_E_UNAVAILABLE], 488);
  ASSERT_TRUE(start(*smtp).ok()) << "and can be started again";
  smtp->stop(smtp->self);
}

TEST_F(Smtp, cancels_what_still_waits) {
  ScriptedSmtp server(
      [](const ScriptedSmtp::Line& line) { return line.command == "GREETING" ? ScriptedSmtp::kHang : ""; });
  const auto smtp = started(server.port());
  probe_.send(*smtp, letters(3));
  const std::vector<std::uint64_t> tokens{2, 99};
  ASSERT_TRUE(eventually([&] {
    channel_of(*smtp).cancel(smtp->self, tokens.data(), 2);
    return probe_.completed() == 1;
  }));
  EXPECT_EQ(only(2).status, CRL_E_CANCELLED);
}

TEST_F(Smtp, does_not_send_what_came_too_late) {
  ScriptedSmtp server;
  const auto smtp = started(server.port());
  auto two = letters(2);
  two[0].not_after_us = 1;
  probe_.send(*smtp, two);
  ASSERT_TRUE(all_done(2));
  EXPECT_EQ(only(1).status, CRL_E_INVALID);
  EXPECT_EQ(only(1).vendor_code, "expired");
  EXPECT_EQ(only(2).status, CRL_OK);
}

TEST_F(Smtp, refuses_at_once_what_no_server_could_deliver) {
  ScriptedSmtp server;
  const auto smtp = started(server.port());
  std::vector<Letter> bad{{.key = "a", .to = "nobody"},
                          {.key = "b", .to = "x@y.test>\r\nRCPT TO:<z@y.test"},
                          {.key = "c", .to = "x@y.test", .text = ""},
                          {.key = "d", .to = "x@y.test", .from = "a@b.test>\r\nDATA"},
                          {.key = "e", .to = "j\xC3\xB6rg@y.test"}};
  EXPECT_EQ(probe_.send(*smtp, bad), bad.size());
  ASSERT_TRUE(all_done(bad.size()));
  for (const auto& [token, seen] : probe_.completions()) EXPECT_EQ(seen[0].status, CRL_E_INVALID) << token;
  EXPECT_TRUE(server.mails().empty());
}

TEST_F(Smtp, gives_each_message_a_return_path_that_names_it) {
  ScriptedSmtp server;
  const auto smtp = started(server.port(), R"("return_path": "bounces@example.com", "verp": true)");
  auto two = letters(1);
  two.push_back({.key = "An odd key, with <all> kinds", .to = "b@x.test"});
  probe_.send_all(*smtp, two);
  ASSERT_TRUE(all_done(2));
  std::map<std::string, std::string> senders;
  for (const auto& mail : server.mails()) senders[mail.recipient] = mail.sender;
  EXPECT_EQ(senders["p0@x.test"], "bounces+7-0-0@example.com");
  EXPECT_TRUE(senders["b@x.test"].starts_with("bounces+x-")) << senders["b@x.test"];
}

TEST_F(Smtp, sends_a_large_mail_whose_lines_begin_with_dots_unchanged) {
  ScriptedSmtp server;
  const auto smtp = started(server.port());
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += i % 3 == 0 ? ".\n" : i % 3 == 1 ? "..x\n" : ".end.\n";
  auto one = letters(1);
  one[0].text = text;
  probe_.send(*smtp, one);
  ASSERT_TRUE(all_done(1));
  EXPECT_EQ(only().status, CRL_OK) << only().message;
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), 1u);
  std::string expected;
  for (const char c : text) expected += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(mails[0].text.substr(mails[0].text.find("\r\n\r\n") + 4).substr(0, expected.size()), expected);
}

TEST_F(Smtp, refuses_settings_that_it_cannot_work_with) {
  const std::map<std::string, std::string> bad{
      {R"("from": "nobody")", "/from"},
      {R"("from": "a@b.test", "dkim": {"selector": "s", "private_key": "no key"})", "/dkim/private_key"},
      {R"("from": "a@b.test", "dkim": {"selector": "s"})", "/dkim"},
      {R"("from": "a@b.test", "username": "u", "password": "p", "security": "none")", "/security"},
      {R"("from": "a@b.test", "username": "u")", "/username"},
      {R"("from": "a@b.test", "return_path": "x")", "/return_path"},
      {R"("from": "a@b.test", "headers": {"Bcc": "x@y.test"})", "/headers"},
      {R"("from": "a@b.test", "headers": {"X-A:\nBcc": "x"})", "/headers"}};
  for (const auto& [settings, where] : bad) {
    const auto made = create(module_, "smtp", R"({"host": "h", )" + settings + "}", probe_.sink());
    ASSERT_FALSE(made.ok()) << settings;
    EXPECT_EQ(made.error().vendor_code, where) << made.error().message;
  }
}

// A report as postfix writes it.
std::string report(const std::string& to, const std::string& action, const std::string& status,
                   const std::string& original) {
  return "From: MAILER-DAEMON@mx.test (Mail Delivery System)\r\nTo: " + to +
         "\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: "
         "1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
         "Final-Recipient: rfc822; ann@x.test\r\nAction: " +
         action + "\r\nStatus: " + status +
         "\r\nDiagnostic-Code: smtp; 550 5.1.1 User\r\n    unknown\r\n\r\n"
         "--b\r\n" +
         original + "\r\n--b--\r\n";
}

TEST_F(Smtp, reads_bounces_and_complaints_that_are_posted_with_the_token) {
  ScriptedSmtp server;
  const auto smtp = started(server.port(), R"("bounce_token": "t0ken")");
  const auto post = [&](const std::string& mail, const std::string& token = "t0ken") {
    const crl_kv header{str(std::string_view("x-carillon-token")), str(token)};
    crl_error error = empty_error();
    return channel_of(*smtp).webhook(smtp->self, &header, 1, str(mail), &error);
  };
  const std::string whole =
      "Content-Type: message/rfc822\r\n\r\nMessage-ID: <7-2-0@example.com>\r\nSubject: s\r\n\r\nbody";
  const std::string headers =
      "Content-Type: text/rfc822-headers\r\n\r\nSubject: s\r\nMessage-ID:\r\n <7-3-0@example.com>";
  const std::string foreign =
      "Content-Type: message/rfc822\r\n\r\nMessage-ID: <7-2-0@other.test>\r\n\r\nbody";
  EXPECT_EQ(post(report("bounces+7-1-0@example.com", "failed", "5.1.1", foreign)), CRL_OK);
  EXPECT_EQ(post(report("<bounces@example.com>", "failed", "4.4.1", whole)), CRL_OK);
  EXPECT_EQ(post(report("bounces@example.com", "delivered", "2.0.0", headers)), CRL_OK);
  EXPECT_EQ(post(report("bounces@example.com", "delayed", "4.4.1", whole)), CRL_OK) << "and nothing is told";
  EXPECT_EQ(post("Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\nTo: "
                 "fbl@example.com\r\n\r\n"
                 "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: "
                 "1\r\n\r\n--b\r\n" +
                 whole + "\r\n--b--\r\n"),
            CRL_OK);
  const auto seen = probe_.receipts();
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen[0].key, "7-1-0");
  EXPECT_EQ(seen[0].state, CRL_RCPT_BOUNCED);
  EXPECT_EQ(seen[0].detail_code, "5.1.1");
  EXPECT_EQ(seen[1].key, "7-2-0");
  EXPECT_EQ(seen[1].state, CRL_RCPT_BOUNCED);
  EXPECT_EQ(seen[1].detail_code, "4.4.1");
  EXPECT_EQ(seen[2].key, "7-3-0");
  EXPECT_EQ(seen[2].state, CRL_RCPT_DELIVERED);
  EXPECT_EQ(seen[3].state, CRL_RCPT_COMPLAINED);
  EXPECT_EQ(post(report("bounces+7-1-0@example.com", "failed", "5.1.1", whole), "other"), CRL_E_AUTH);
  EXPECT_EQ(post(report("bounces@example.com", "failed", "5.1.1", foreign)), CRL_E_INVALID)
      << "a mail of somebody else";
  EXPECT_EQ(post("Subject: Out of office\r\n\r\nback on Monday"), CRL_E_INVALID);
  EXPECT_EQ(probe_.receipt_count(), 4u);
}

}  // namespace
}  // namespace carillon::test
