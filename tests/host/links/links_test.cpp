#include "links/links.h"

#include <thread>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::links {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;

std::string token_of(const std::string& url) { return url.substr(url.rfind('/') + 1); }

TEST(Links, hosts_of_one_storage_believe_each_other_from_the_first_start_on) {
  SqliteStore db;
  SystemClock clock;
  Links one(db.database(), clock, {"https://h.example/", {}}),
      other(db.database(), clock, {"https://h.example", {}});
  std::thread first([&] { EXPECT_TRUE(succeeded(one.open())); });
  EXPECT_TRUE(succeeded(other.open()));
  first.join();
  const std::string url = one.unsubscribe_url({1, 2, 0}, "email");
  EXPECT_TRUE(url.starts_with("https://h.example/u/"));
  const auto token = other.verify(Kind::kUnsubscribe, token_of(url));
  ASSERT_TRUE(token);
  EXPECT_EQ(*token, (Token{Kind::kUnsubscribe, 1, 2, 0, "email"}));
}

TEST(Links, a_link_of_one_kind_is_none_of_another) {
  SqliteStore db;
  SystemClock clock;
  Links links(db.database(), clock, {"https://h.example", {"secret"}});
  ASSERT_TRUE(succeeded(links.open()));
  const std::string click = token_of(links.click_url({1, 2, 0}, "https://shop.example/"));
  EXPECT_TRUE(links.verify(Kind::kClick, click));
  EXPECT_FALSE(links.verify(Kind::kUnsubscribe, click));
  EXPECT_FALSE(links.verify(Kind::kOpen, click));
}

TEST(Links, a_rotation_on_one_host_is_believed_by_the_other_and_keeps_old_links_good) {
  SqliteStore db;
  ManualClock clock(1'000'000'000);
  Links one(db.database(), clock, {"https://h.example", {}}),
      other(db.database(), clock, {"https://h.example", {}});
  ASSERT_TRUE(succeeded(one.open()));
  ASSERT_TRUE(succeeded(other.open()));
  const std::string old = token_of(one.open_url({1, 2, 0}));
  ASSERT_TRUE(succeeded(one.rotate()));
  const std::string fresh = token_of(one.open_url({1, 2, 0}));
  EXPECT_NE(old, fresh);
  EXPECT_TRUE(one.verify(Kind::kOpen, old));
  EXPECT_TRUE(other.verify(Kind::kOpen, fresh));
  EXPECT_FALSE(other.verify(Kind::kOpen, "forged"));
}

TEST(Links, secrets_of_the_configuration_are_rotated_there) {
  SqliteStore db;
  SystemClock clock;
  Links links(db.database(), clock, {"https://h.example", {"new", "old"}});
  ASSERT_TRUE(succeeded(links.open()));
  EXPECT_EQ(links.rotate().error().status, CRL_E_STATE);
  Links before(db.database(), clock, {"https://h.example", {"old"}});
  ASSERT_TRUE(succeeded(before.open()));
  EXPECT_TRUE(links.verify(Kind::kOpen, token_of(before.open_url({1, 2, 0}))));
}

TEST(Links, only_pages_are_counted) {
  EXPECT_TRUE(is_countable("https://a.example/x?y=1#z"));
  for (const char* not_a_page : {"mailto:a@example.com", "tel:+1", "#top", "/relative", "javascript:alert(1)",
                                 "https://a.example/ x", "https://a.example/\r\nSet-Cookie: x", ""}) {
    EXPECT_FALSE(is_countable(not_a_page)) << not_a_page;
  }
}

}  // namespace
}  // namespace carillon::links
