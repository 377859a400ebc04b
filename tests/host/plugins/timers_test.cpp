#include "plugins/timers.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <random>
#include <semaphore>

#include <gtest/gtest.h>

namespace carillon::plugins {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kPatience = 20s;

struct Countdown {
  explicit Countdown(int n) : left(n) {}
  void one() {
    if (--left == 0) done.release();
  }
  bool wait() { return done.try_acquire_for(kPatience); }
  std::atomic<int> left;
  std::binary_semaphore done{0};
};

TEST(Timers, fire_once_each_and_never_early) {
  struct Shot {
    SteadyClock::time_point due;
    std::atomic<int> fired{0};
    std::atomic<bool> early{false};
    Countdown* countdown;
  };
  constexpr int kShots = 200;
  Countdown countdown(kShots);
  std::vector<Shot> shots(kShots);
  Timers timers;
  std::mt19937 random(5);
  for (auto& shot : shots) {
    const auto delay = static_cast<std::int64_t>(random() % 50'000);
    shot.countdown = &countdown;
    shot.due = SteadyClock::now() + std::chrono::microseconds(delay);
    ASSERT_NE(timers.start(
                  delay,
                  [](void* arg) {
                    auto& mine = *static_cast<Shot*>(arg);
                    mine.early = SteadyClock::now() < mine.due;
                    ++mine.fired;
                    mine.countdown->one();
                  },
                  &shot),
              0U);
  }
  ASSERT_TRUE(countdown.wait());
  timers.stop();
  for (const auto& shot : shots) {
    EXPECT_EQ(shot.fired, 1);
    EXPECT_FALSE(shot.early);
  }
}

TEST(Timers, fire_in_order_of_their_due_times) {
  // One thread, so that the order of starting is the order of recording.
  struct Record {
    std::vector<int>* order;
    int index;
    Countdown* countdown;
  };
  constexpr int kTimers = 100;
  std::vector<int> order;
  Countdown countdown(kTimers);
  std::vector<int> rank(kTimers);
  for (int i = 0; i < kTimers; ++i) rank[static_cast<std::size_t>(i)] = i;
  std::mt19937 random(11);
  std::shuffle(rank.begin(), rank.end(), random);
  std::vector<Record> records;
  records.reserve(kTimers);
  Timers timers(1);
  // Far enough ahead that all are started before the first is due.
  for (const int index : rank) {
    records.push_back({&order, index, &countdown});
    timers.start(
        200'000 + index * 2000,
        [](void* arg) {
          auto& record = *static_cast<Record*>(arg);
          record.order->push_back(record.index);
          record.countdown->one();
        },
        &records.back());
  }
  ASSERT_TRUE(countdown.wait());
  timers.stop();
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(order.size(), static_cast<std::size_t>(kTimers));
}

TEST(Timers, a_slow_function_does_not_hold_the_next) {
  Timers timers;
  std::binary_semaphore release{0};
  std::binary_semaphore fired{0};
  timers.start(
      0, [](void* arg) { static_cast<std::binary_semaphore*>(arg)->acquire(); }, &release);
  timers.start(
      1000, [](void* arg) { static_cast<std::binary_semaphore*>(arg)->release(); }, &fired);
  EXPECT_TRUE(fired.try_acquire_for(kPatience));
  release.release();
}

TEST(Timers, what_is_cancelled_in_time_never_fires) {
  Timers timers;
  std::atomic<int> fired = 0;
  const auto id = timers.start(
      3'600'000'000, [](void* arg) { ++*static_cast<std::atomic<int>*>(arg); }, &fired);
  EXPECT_EQ(timers.cancel(id), CRL_OK);
  EXPECT_EQ(timers.cancel(id), CRL_E_NOT_FOUND);
  EXPECT_EQ(timers.cancel(987'654), CRL_E_NOT_FOUND);
  timers.stop();
  EXPECT_EQ(fired, 0);
}

TEST(Timers, cancel_waits_for_a_function_that_runs) {
  struct State {
    std::binary_semaphore entered{0}, leave{0};
    std::atomic<bool> left{false};
  } state;
  Timers timers;
  const auto id = timers.start(
      0,
      [](void* arg) {
        auto& s = *static_cast<State*>(arg);
        s.entered.release();
        s.leave.acquire();
        s.left = true;
      },
      &state);
  ASSERT_TRUE(state.entered.try_acquire_for(kPatience));
  auto cancelled = std::async(std::launch::async, [&] {
    const auto status = timers.cancel(id);
    return std::pair{status, state.left.load()};
  });
  EXPECT_EQ(cancelled.wait_for(20ms), std::future_status::timeout);
  state.leave.release();
  EXPECT_EQ(cancelled.get(), std::pair(CRL_E_NOT_FOUND, true));
}

TEST(Timers, a_function_may_cancel_itself_and_start_the_next) {
  struct State {
    Timers* timers;
    std::uint64_t id = 0;
    std::binary_semaphore known{0};
    Countdown* countdown;
  };
  Timers timers;
  Countdown countdown(2);
  State state{&timers, 0, std::binary_semaphore{0}, &countdown};
  const auto fire = [](void* arg) {
    auto& s = *static_cast<State*>(arg);
    s.known.acquire();
    EXPECT_EQ(s.timers->cancel(s.id), CRL_E_NOT_FOUND);
    s.timers->start(
        0, [](void* a) { static_cast<Countdown*>(a)->one(); }, s.countdown);
    s.countdown->one();
  };
  state.id = timers.start(0, fire, &state);
  state.known.release();
  EXPECT_TRUE(countdown.wait());
}

// The promise that lets a plugin free `arg` after cancel(): raced from several threads.
TEST(Timers, nothing_fires_after_cancel_has_returned) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 400;
  Timers timers;
  std::vector<std::thread> threads;
  std::atomic<int> late = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      for (int round = 0; round < kRounds; ++round) {
        struct Arg {
          std::atomic<bool> freed{false};
          std::atomic<int>* late;
        };
        auto arg = std::make_unique<Arg>();
        arg->late = &late;
        const auto id = timers.start(
            static_cast<std::int64_t>(random() % 300),
            [](void* a) {
              auto& mine = *static_cast<Arg*>(a);
              if (mine.freed) ++*mine.late;
            },
            arg.get());
        for (auto spin = random() % 2000; spin > 0; --spin)
          std::atomic_signal_fence(std::memory_order_seq_cst);
        timers.cancel(id);
        arg->freed = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(late, 0);
}

TEST(Timers, stop_drops_what_is_pending_and_refuses_more) {
  std::atomic<int> fired = 0;
  const auto count = [](void* arg) { ++*static_cast<std::atomic<int>*>(arg); };
  Timers timers;
  timers.start(3'600'000'000, count, &fired);
  timers.stop();
  timers.stop();
  EXPECT_EQ(timers.start(0, count, &fired), 0U);
  EXPECT_EQ(fired, 0);
}

}  // namespace
}  // namespace carillon::plugins
