// Timers of the SDK over a host with a thread of its own.
#include <atomic>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include <carillon/timer.hpp>

#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

class Timers : public ::testing::Test {
 protected:
  Timers() { detail::current_host.attach(host_.table()); }
  ~Timers() override { detail::current_host.attach(nullptr); }
  TestHost host_;
};

constexpr auto kSoon = std::chrono::microseconds(200);

TEST_F(Timers, fire_once_for_each_start_and_can_tick) {
  std::atomic<int> fired = 0;
  Timer* self = nullptr;
  Timer timer([&] {
    if (++fired < 5) (void)self->start(kSoon);
  });
  self = &timer;
  ASSERT_TRUE(timer.start(kSoon).ok());
  ASSERT_TRUE(eventually([&] { return fired == 5; }));
  timer.cancel();
  EXPECT_EQ(fired, 5);
  EXPECT_EQ(host_.armed_timers(), 0u);
}

TEST_F(Timers, refuse_to_be_armed_twice) {
  Timer timer([] {});
  ASSERT_TRUE(timer.start(std::chrono::hours(1)).ok());
  EXPECT_EQ(timer.start(kSoon).error().status, CRL_E_STATE);
  timer.cancel();
  EXPECT_TRUE(timer.start(kSoon).ok());
}

TEST_F(Timers, neither_run_nor_will_run_after_cancel_returned) {
  for (int round = 0; round < 300; ++round) {
    auto alive = std::make_unique<std::atomic<int>>(0);
    Timer* self = nullptr;
    Timer timer([&, counter = alive.get()] {
      ++*counter;
      (void)self->start(std::chrono::microseconds(0));
    });
    self = &timer;
    ASSERT_TRUE(timer.start(std::chrono::microseconds(0)).ok());
    const int wanted = round % 3 == 0 ? 1 : 0;
    ASSERT_TRUE(eventually([&] { return *alive >= wanted; }));
    timer.cancel();
    alive.reset();  // a late call would touch freed memory
    ASSERT_EQ(host_.armed_timers(), 0u);
  }
}

TEST_F(Timers, can_be_cancelled_from_within) {
  std::atomic<bool> done = false;
  Timer* self = nullptr;
  Timer timer([&] {
    EXPECT_TRUE(self->start(std::chrono::hours(1)).ok());
    self->cancel();
    done = true;
  });
  self = &timer;
  ASSERT_TRUE(timer.start(kSoon).ok());
  ASSERT_TRUE(eventually([&] { return done.load(); }));
  EXPECT_EQ(host_.armed_timers(), 0u);
}

TEST_F(Timers, are_refused_with_the_services_name_by_a_host_without_them) {
  host_.hide(CRL_TIMER_ID);
  Timer timer([] {});
  const auto refused = timer.start(kSoon);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, CRL_E_UNSUPPORTED);
  EXPECT_NE(refused.error().message.find("carillon.timer/1"), std::string::npos);
}

}  // namespace
}  // namespace carillon::test
