#include "delivery/rates.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::delivery {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

class RatesTest : public ::testing::Test {
 protected:
  ManualClock clock_{1'000'000'000'000};
  store::testing::SqliteStore store_;
  Rates rates_{store_.database(), clock_};
};

TEST_F(RatesTest, grant_what_the_tightest_of_several_limits_has_room_for) {
  const std::vector<RateLimit> limits{{"a", 100, kSecond}, {"b", 30, 60 * kSecond}};
  EXPECT_EQ(rates_.reserve(limits, 20).n, 20U);
  const Grant rest = rates_.reserve(limits, 20);
  EXPECT_EQ(rest.n, 10U);
  EXPECT_GT(rest.come_again_us, clock_.now_us());
  clock_.advance(std::chrono::microseconds(rest.come_again_us - clock_.now_us()));
  EXPECT_GT(rates_.reserve(limits, 20).n, 0U);
}

TEST_F(RatesTest, without_limits_grant_everything_and_ask_nobody) {
  EXPECT_EQ(rates_.reserve({}, 12'345).n, 12'345U);
}

TEST_F(RatesTest, give_back_what_was_not_sent) {
  const std::vector<RateLimit> limits{{"a", 10, kSecond}};
  EXPECT_EQ(rates_.reserve(limits, 10).n, 10U);
  EXPECT_EQ(rates_.reserve(limits, 10).n, 0U);
  rates_.give_back(limits, 4);
  EXPECT_EQ(rates_.reserve(limits, 10).n, 4U);
}

TEST_F(RatesTest, hold_over_all_hosts_that_share_storage) {
  const std::vector<RateLimit> limits{{"a", 500, kSecond}};
  std::atomic<std::size_t> granted{0};
  std::vector<std::thread> hosts;
  for (int i = 0; i < 4; ++i) {
    hosts.emplace_back([&] {
      Rates mine(store_.database(), clock_);
      for (int k = 0; k < 60; ++k) granted += mine.reserve(limits, 7).n;
    });
  }
  for (auto& host : hosts) host.join();
  EXPECT_EQ(granted.load(), 500U);
}

}  // namespace
}  // namespace carillon::delivery
