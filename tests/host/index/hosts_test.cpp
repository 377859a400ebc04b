// Two hosts on one database: what one commits the other counts soon after.
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "audience/stores.h"
#include "index/index.h"
#include "index/watch.h"
#include "ingest/ingest.h"
#include "support/mariadb.h"
#include "world.h"

namespace carillon::index {
namespace {

using store::testing::succeeded;

struct Host {
  Host(const json::object& settings, std::uint32_t node) : store("mysql", settings), ids(clock, node) {
    watch.start();
  }
  ~Host() { watch.stop(); }

  std::optional<std::int64_t> count(const Expr& where) {
    const auto answer = index.ask({{&where}, 0, 0});
    return answer ? std::optional(answer->counts.at(0)) : std::nullopt;
  }
  bool counts(const Expr& where, std::int64_t expected) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      if (count(where) == expected) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  audience::testing::PluginStore store;
  SystemClock clock;
  IdSource ids;
  Index index{store.database(), {64U << 20, 0, true}};
  Watch watch{store.database(), index, clock, {true, true, std::chrono::milliseconds(20)}};
};

TEST(TwoHosts, count_what_the_other_wrote) {
  if (!test::MariaDb::is_installed()) GTEST_SKIP() << "mariadbd is not installed";
  test::MariaDb& server = test::MariaDb::shared();
  const json::object settings = {{"host", "127.0.0.1"},
                                 {"port", server.port()},
                                 {"user", test::MariaDb::kUser},
                                 {"password", test::MariaDb::kPassword},
                                 {"database", server.new_database()}};
  Host here(settings, 1);
  Host there(settings, 2);
  Expr bought;
  bought.over(CRL_X_EXISTS, CRL_T_BOOL, "orders",
              {bought.compare(CRL_X_EQ, "amount", cell::decimal({4'242'000}))});
  ASSERT_TRUE(here.counts(bought, 0));
  ASSERT_TRUE(there.counts(bought, 0));
  std::int64_t written = 0;
  const auto write = [&](Host& host) {
    ingest::Ingest ingest(host.store.database(), host.ids, host.clock, {});
    ingest::OrderInput order;
    order.external_id = "o" + std::to_string(written);
    order.customer.emplace();
    order.customer->external_id = "c" + std::to_string(written++);
    order.amount = {4'242'000};
    order.ordered_at = host.clock.now_us();
    ASSERT_TRUE(succeeded(ingest.write_orders({order})));
  };
  for (int i = 0; i < 5; ++i) {
    write(here);
    EXPECT_EQ(here.count(bought), written) << "at once where it was written";
    EXPECT_TRUE(there.counts(bought, written));
    write(there);
    EXPECT_TRUE(here.counts(bought, written));
  }
  // Side by side, so that numbers commit in any order.
  const auto both = [&](Host& host, int first) {
    testing::Chance chance(static_cast<unsigned>(first));
    testing::World world(host.store.database(), chance, 10U + static_cast<std::uint32_t>(first));
    for (int i = 0; i < 5; ++i) {
      try {
        world.write(20);
      } catch (const std::runtime_error&) {
        continue;  // the other host was quicker with the same external_id
      }
    }
  };
  std::thread one([&] { both(here, 1); });
  std::thread other([&] { both(there, 2); });
  one.join();
  other.join();
  Expr big;
  big.compare(CRL_X_GE, "order_count", cell::of_int(1));
  const auto stored = std::stoll(server.ask("SELECT count(*) FROM customers WHERE order_count >= 1",
                                            std::string(settings.at("database").get_string())));
  EXPECT_TRUE(here.counts(big, stored));
  EXPECT_TRUE(there.counts(big, stored));
}

}  // namespace
}  // namespace carillon::index
