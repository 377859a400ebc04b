#include "delivery/breaker.h"

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

constexpr BreakerOptions kOptions{4, 1'000, 4'000, 2};

// Fails until it opens; answers how many failures that took.
int fail_until_open(Breaker& breaker, std::int64_t now) {
  int n = 0;
  do { ++n; } while (!breaker.note(CRL_E_UNAVAILABLE, now) && n < 100);
  return n;
}

TEST(Breaker, lets_everything_through_while_the_channel_works) {
  Breaker breaker(kOptions);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(breaker.allow(500, i), 500U);
    breaker.note(i % 3 == 0 ? CRL_E_UNAVAILABLE : CRL_OK, i);
  }
  EXPECT_EQ(breaker.state(100), Breaker::State::kClosed);
}

TEST(Breaker, opens_after_failures_of_the_channel_and_not_of_the_messages) {
  Breaker breaker(kOptions);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(breaker.note(CRL_E_INVALID, 0));
    EXPECT_FALSE(breaker.note(CRL_E_RATE, 0));
  }
  EXPECT_EQ(fail_until_open(breaker, 0), 4);
  EXPECT_EQ(breaker.allow(500, 999), 0U);
}

TEST(Breaker, tries_a_few_after_a_while_and_closes_when_one_succeeds) {
  Breaker breaker(kOptions);
  fail_until_open(breaker, 0);
  EXPECT_EQ(breaker.state(1'000), Breaker::State::kHalfOpen);
  EXPECT_EQ(breaker.allow(500, 1'000), 2U);
  EXPECT_EQ(breaker.allow(500, 1'000), 0U) << "the probes are out";
  breaker.note(CRL_OK, 1'001);
  EXPECT_EQ(breaker.allow(500, 1'001), 500U);
  EXPECT_EQ(breaker.state(1'001), Breaker::State::kClosed);
}

TEST(Breaker, stays_open_for_longer_each_time_a_probe_fails_up_to_a_bound) {
  Breaker breaker(kOptions);
  fail_until_open(breaker, 0);
  std::int64_t now = 1'000;
  for (const std::int64_t pause : {2'000, 4'000, 4'000}) {
    ASSERT_EQ(breaker.allow(1, now), 1U);
    EXPECT_TRUE(breaker.note(CRL_E_TIMEOUT, now));
    EXPECT_EQ(breaker.allow(1, now + pause - 1), 0U);
    now += pause;
  }
}

TEST(Breaker, takes_back_probes_that_the_channel_did_not_take) {
  Breaker breaker(kOptions);
  fail_until_open(breaker, 0);
  ASSERT_EQ(breaker.allow(9, 1'000), 2U);
  breaker.unused(2);
  EXPECT_EQ(breaker.allow(9, 1'000), 2U);
}

}  // namespace
}  // namespace carillon::delivery
