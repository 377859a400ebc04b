#include "api/visit_limit.h"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(VisitLimit, lets_so_many_through_in_a_minute_and_says_when_to_come_again) {
  VisitLimit limit;
  std::int64_t now = 1'800'000'000 * kSecond;
  for (int i = 0; i < 60; ++i) ASSERT_EQ(limit.take("203.0.113.9", 1, 60, now), 0) << i;
  const std::int64_t wait = limit.take("203.0.113.9", 1, 60, now);
  EXPECT_NEAR(static_cast<double>(wait), static_cast<double>(kSecond), 10);
  EXPECT_EQ(limit.take("203.0.113.10", 1, 60, now), 0) << "others are not concerned";
  now += wait;
  EXPECT_EQ(limit.take("203.0.113.9", 1, 60, now), 0);
  EXPECT_GT(limit.take("203.0.113.9", 1, 60, now), 0);
  now += 3'600 * kSecond;
  int through = 0;
  while (limit.take("203.0.113.9", 1, 60, now) == 0) ++through;
  EXPECT_EQ(through, 60) << "what was not used is not saved up";
}

TEST(VisitLimit, counts_dear_visits_more_and_without_a_limit_nothing) {
  VisitLimit limit;
  EXPECT_EQ(limit.take("a", 20, 50, 0), 0);
  EXPECT_EQ(limit.take("a", 20, 50, 0), 0);
  EXPECT_GT(limit.take("a", 20, 50, 0), 0);
  EXPECT_EQ(limit.take("a", 1, 50, 0), 0);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(limit.take("b", 20, 0, 0), 0);
}

TEST(VisitLimit, takes_a_network_of_ipv6_for_one_visitor) {
  VisitLimit limit;
  EXPECT_EQ(limit.take("2001:db8:1:2::5", 1, 1, 0), 0);
  EXPECT_GT(limit.take("2001:db8:1:2:ffff::9", 1, 1, 0), 0);
  EXPECT_EQ(limit.take("2001:db8:1:3::5", 1, 1, 0), 0);
}

TEST(VisitLimit, believes_only_proxies_that_are_known) {
  http::Request request;
  request.peer = "10.0.0.7";
  request.headers = {{"X-Forwarded-For", "6.6.6.6, 198.51.100.4"}};
  EXPECT_EQ(visitor_of(request, {}), "10.0.0.7");
  const std::vector<std::string> proxies{"10.0.0.7"};
  EXPECT_EQ(visitor_of(request, proxies), "198.51.100.4") << "what stands before it anybody may have written";
  request.headers.clear();
  EXPECT_EQ(visitor_of(request, proxies), "10.0.0.7");
}

}  // namespace
}  // namespace carillon::api
