#include "delivery/rate_window.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(RateWindow, never_lets_more_than_the_limit_through_any_window_and_nearly_as_much_in_the_long_run) {
  std::mt19937_64 random(7);
  for (const std::int64_t length : {kSecond, 60 * kSecond, 3'600 * kSecond}) {
    const std::int64_t limit = 100;
    RateWindow window;
    std::vector<std::int64_t> sent;  // instants
    std::int64_t now = 1'000'000 * kSecond + 12'345;
    const std::int64_t began = now;
    while (now < began + 30 * length) {
      const auto wanted = static_cast<std::int64_t>(random() % 40);
      const std::int64_t n = std::min(wanted, limit - window.used(now, length));
      if (n > 0) {
        window.add(now, length, n);
        sent.insert(sent.end(), static_cast<std::size_t>(n), now);
      }
      now += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(length / 20));
    }
    for (std::size_t i = 0, from = 0; i < sent.size(); ++i) {
      while (sent[i] - sent[from] >= length) ++from;
      ASSERT_LE(i - from + 1, static_cast<std::size_t>(limit)) << "in a window of " << length;
    }
    EXPECT_GT(sent.size(), 30U * 80U);
  }
}

TEST(RateWindow, has_room_at_the_instant_it_names_and_not_before) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 500; ++i) {
    RateWindow window;
    std::int64_t now = 5'000'000 * kSecond + static_cast<std::int64_t>(random() % 1'000'000);
    for (int k = 0; k < 5; ++k) {
      window.add(now, kSecond, static_cast<std::int64_t>(random() % 6));
      now += static_cast<std::int64_t>(random() % 300'000);
    }
    const std::int64_t limit = 1 + static_cast<std::int64_t>(random() % 12);
    const std::int64_t at = window.room_at(now, kSecond, limit);
    EXPECT_LT(window.used(at, kSecond), limit);
    if (at > now) { EXPECT_GE(window.used(at - 1, kSecond), limit); }
  }
}

TEST(RateWindow, is_the_same_after_being_written_and_read) {
  RateWindow window;
  window.add(77 * kSecond, kSecond, 5);
  window.add(77 * kSecond + 300'000, kSecond, 3);
  const RateWindow again = RateWindow::read(window.bytes());
  EXPECT_EQ(again.used(77 * kSecond + 300'000, kSecond), 8);
  EXPECT_EQ(again.bytes(), window.bytes());
  EXPECT_EQ(RateWindow::read("garbage").used(77 * kSecond, kSecond), 0);
}

TEST(RateWindow, takes_back_what_was_not_sent_but_never_goes_below_nothing) {
  RateWindow window;
  window.add(kSecond, kSecond, 10);
  window.add(kSecond, kSecond, -4);
  EXPECT_EQ(window.used(kSecond, kSecond), 6);
  window.add(kSecond, kSecond, -40);
  EXPECT_EQ(window.used(kSecond, kSecond), 0);
}

TEST(RateWindow, counts_what_a_host_with_a_fast_clock_sent_and_survives_a_clock_that_goes_far_back) {
  RateWindow window;
  window.add(100 * kSecond + 500'000, kSecond, 10);
  EXPECT_EQ(window.used(100 * kSecond, kSecond), 10);
  window.add(3 * kSecond, kSecond, 2);
  EXPECT_EQ(window.used(3 * kSecond, kSecond), 2);
}

}  // namespace
}  // namespace carillon::delivery
