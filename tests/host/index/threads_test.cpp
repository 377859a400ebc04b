// Writes are in the next answer while others write and ask at the same time.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "index/index.h"
#include "index/watch.h"
#include "sqlite_fixture.h"
#include "world.h"

namespace carillon::index {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;
using testing::Chance;
using testing::World;

std::optional<std::int64_t> count_of(Index& index, const Expr& where, std::int64_t now_us) {
  const auto answer = index.ask({{&where}, now_us, 3});
  return answer ? std::optional(answer->counts.at(0)) : std::nullopt;
}

// The index may leave a question to storage, when it is busy; but not for ever.
std::int64_t count_patiently(Index& index, const Expr& where) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < until) {
    if (const auto n = count_of(index, where, 0)) return *n;
    std::this_thread::yield();
  }
  return -1;
}

TEST(Index, answers_with_what_was_committed_before_it_was_asked) {
  SqliteStore sqlite;
  const SystemClock clock;
  IdSource ids(clock, 1);
  Index index(sqlite.database(), {64U << 20, 2});
  Watch watch(sqlite.database(), index, clock, {});
  watch.start();
  std::atomic<bool> done{false};
  std::thread noise([&] {
    Chance chance(7);
    World world(sqlite.database(), chance, 2);
    while (!done) world.write(40);
  });
  std::thread questions([&] {
    Expr orders;
    orders.over(CRL_X_EXISTS, CRL_T_BOOL, "orders",
                {orders.compare(CRL_X_GT, "amount", cell::decimal({20'000}))});
    while (!done) count_of(index, orders, clock.now_us());
  });
  {
    ingest::Ingest ingest(sqlite.database(), ids, clock, {});
    std::vector<std::thread> writers;
    for (int w = 0; w < 2; ++w) {
      writers.emplace_back([&, w] {
        const std::string city = "city of writer " + std::to_string(w);
        Expr here;
        here.compare(CRL_X_EQ_CI, "city", cell::text(city));
        Expr spent;
        spent.over(CRL_X_EXISTS, CRL_T_BOOL, "orders",
                   {spent.compare(CRL_X_EQ, "amount", cell::decimal({77'770'000 + w}))});
        for (int i = 0; i < 25; ++i) {
          ingest::OrderInput order;
          order.external_id = "w" + std::to_string(w) + "-" + std::to_string(i);
          order.customer.emplace();
          order.customer->external_id = order.external_id;
          order.customer->city = {true, city};
          order.amount = {77'770'000 + w};
          order.ordered_at = clock.now_us();
          ASSERT_TRUE(succeeded(ingest.write_orders({order})));
          ASSERT_EQ(count_patiently(index, here), i + 1);
          ASSERT_EQ(count_patiently(index, spent), i + 1);
        }
      });
    }
    for (auto& writer : writers) writer.join();
  }
  done = true;
  noise.join();
  questions.join();
  watch.stop();
  EXPECT_GT(index.counters().answers, 0U);
}

TEST(Index, leaves_everything_to_storage_past_its_memory) {
  SqliteStore sqlite;
  const SystemClock clock;
  Chance chance(3);
  World world(sqlite.database(), chance, 1);
  world.write(300);
  Index index(sqlite.database(), {1'000, 0});
  Watch watch(sqlite.database(), index, clock, {});
  watch.start();
  Expr all;
  all.node(CRL_X_AND, CRL_T_BOOL, {});
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::steady_clock::now() < until) ASSERT_FALSE(count_of(index, all, 0));
  world.write(10);
  EXPECT_EQ(index.counters().ready, 0U);
  EXPECT_EQ(index.counters().waiting, 0U) << "nothing piles up for an index that is off";
  watch.stop();
}

TEST(Index, without_memory_does_not_run) {
  SqliteStore sqlite;
  const SystemClock clock;
  Index index(sqlite.database(), {0, 0});
  Watch watch(sqlite.database(), index, clock, {});
  watch.start();
  Expr all;
  all.node(CRL_X_AND, CRL_T_BOOL, {});
  EXPECT_FALSE(count_of(index, all, 0));
  watch.stop();
}

}  // namespace
}  // namespace carillon::index
