// The pieces of the smtp channel that can be looked at alone.
#include <string>

#include <gtest/gtest.h>

#include "smtp/canonical.h"
#include "smtp/compose.h"
#include "smtp/outbox.h"
#include "smtp/reply.h"

namespace carillon::smtp {
namespace {

TEST(ReplyReader, cuts_replies_wherever_the_bytes_are_cut) {
  const std::string bytes = "250-one\r\n250-\r\n250 two\r\n354\r\n550 5.1.1 no\r\n";
  for (std::size_t step = 1; step < bytes.size(); ++step) {
    ReplyReader reader;
    std::vector<Reply> seen;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.feed(std::string_view(bytes).substr(at, step));
      while (true) {
        auto reply = reader.next();
        ASSERT_TRUE(reply.ok());
        if (!reply->has_value()) break;
        seen.push_back(**reply);
      }
    }
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].lines, (std::vector<std::string>{"one", "", "two"}));
    EXPECT_EQ(seen[1].code, 354);
    EXPECT_EQ(seen[2].enhanced(), "5.1.1");
    EXPECT_TRUE(reader.empty());
  }
}

TEST(ReplyReader, refuses_what_is_no_smtp) {
  for (const std::string bytes :
       {"HTTP/1.1 200 OK\r\n", "25 x\r\n", "250-a\r\n251 b\r\n", "650 x\r\n", "250_x\r\n"}) {
    ReplyReader reader;
    reader.feed(bytes);
    EXPECT_FALSE(reader.next().ok()) << bytes;
  }
  ReplyReader endless;
  endless.feed(std::string(10'000, '2'));
  EXPECT_FALSE(endless.next().ok());
  ReplyReader lines;
  for (int i = 0; i < 1000; ++i) lines.feed("250-x\r\n");
  EXPECT_FALSE(lines.next().ok());
}

TEST(Reply, knows_enhanced_codes_of_its_own_class_only) {
  const auto enhanced = [](int code, const char* text) { return Reply{code, {text}}.enhanced(); };
  EXPECT_EQ(enhanced(550, "5.1.1 no"), "5.1.1");
  EXPECT_EQ(enhanced(550, "5.7.606"), "5.7.606");
  EXPECT_EQ(enhanced(550, "4.1.1 no"), "");
  EXPECT_EQ(enhanced(550, "5.1 no"), "");
  EXPECT_EQ(enhanced(550, "5.1.1x"), "");
  EXPECT_EQ(enhanced(550, ""), "");
}

TEST(Reply, finds_the_time_that_a_text_names) {
  using std::chrono::seconds;
  EXPECT_EQ(wait_named_in("Greylisted, retry in 5 minutes"), seconds(300));
  EXPECT_EQ(wait_named_in("please try again in 00:05:00 or 120 seconds"), seconds(120));
  EXPECT_EQ(wait_named_in("come back in 90s."), seconds(90));
  EXPECT_EQ(wait_named_in("blocked for 1 hour"), seconds(3600));
  EXPECT_EQ(wait_named_in("from 10.2.3.4 rejected"), std::nullopt);
  EXPECT_EQ(wait_named_in("451 4.7.1 later"), std::nullopt);
  EXPECT_EQ(wait_named_in("in 99999999999999999999 seconds"), std::nullopt);
}

// The examples of RFC 6376, section 3.4.5.
TEST(Canonical, has_the_forms_of_the_standard) {
  const auto headers = split_headers("A: X\r\nB : Y\t\r\n\tZ  \r\n");
  ASSERT_EQ(headers.size(), 2u);
  EXPECT_EQ(relaxed_header(headers[0]), "a:X");
  EXPECT_EQ(relaxed_header(headers[1]), "b:Y Z");
  EXPECT_EQ(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n");
  EXPECT_EQ(relaxed_body("\r\n \r\n"), "");
  EXPECT_EQ(relaxed_body(""), "");
  EXPECT_EQ(relaxed_body("no end"), "no end\r\n");
}

TEST(DotStuffing, doubles_the_dots_that_begin_lines_and_ends_with_one) {
  EXPECT_EQ(dot_stuffed("a\r\n"), "a\r\n.\r\n");
  EXPECT_EQ(dot_stuffed(".a\r\n..\r\nb.\r\n.\r\n"), "..a\r\n...\r\nb.\r\n..\r\n.\r\n");
}

TEST(MessageId, gives_back_the_key_that_went_in) {
  EXPECT_EQ(key_in_message_id("<" + message_id_of("12-34-0", "example.com") + ">"), "12-34-0");
  EXPECT_EQ(key_in_verp(verp_address("bounces@example.com", "12-34-0")), "12-34-0");
  EXPECT_EQ(key_in_verp("bounces@example.com"), "");
  EXPECT_EQ(message_id_of("A b", "x.y"), message_id_of("A b", "x.y"));
  EXPECT_NE(message_id_of("A b", "x.y"), message_id_of("A  b", "x.y"));
  EXPECT_EQ(key_in_message_id(message_id_of("A b", "x.y")), "") << "a digest is no key";
}

TEST(Outbox, lets_domains_take_turns_and_holds_each_to_its_limit) {
  Outbox box(2);
  const auto put = [&](const std::string& domain) {
    auto mail = std::make_unique<Mail>();
    mail->domain = domain;
    box.put(std::move(mail));
  };
  for (int i = 0; i < 4; ++i) put("a");
  put("b");
  EXPECT_EQ(box.takeable(10), 3u);
  std::string order;
  std::vector<MailPtr> out;
  while (auto mail = box.take()) {
    order += mail->domain;
    out.push_back(std::move(mail));
  }
  EXPECT_EQ(order, "aba");
  EXPECT_EQ(box.size(), 2u);
  box.ended("b");
  EXPECT_EQ(box.take(), nullptr);
  box.put_back(std::move(out[0]));
  EXPECT_EQ(box.size(), 3u);
  EXPECT_NE(box.take(), nullptr);
  EXPECT_EQ(box.take(), nullptr);
  EXPECT_EQ(box.remove([](const Mail&) { return true; }).size(), 2u);
  EXPECT_TRUE(box.empty());
  EXPECT_EQ(box.take(), nullptr);
}

}  // namespace
}  // namespace carillon::smtp
