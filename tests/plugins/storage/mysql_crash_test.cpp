// A server that dies in the midst of commits: nothing acknowledged is lost, nothing half is there, and the
// same sessions go on when it is back.
#include <atomic>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "mysql_store.h"
#include "shop.h"

namespace carillon::conformance {
namespace {

// Pairs of rows, each pair in one commit; the number of a pair tells which customers it is.
struct Writer {
  std::int64_t next = 0;
  std::vector<std::int64_t> acknowledged{};
  int failures = 0;
};

// Until `enough` are acknowledged after `done` was set.
void write_pairs(SessionHandle& s, Writer& w, std::int64_t first, const std::atomic<bool>& done) {
  for (int after = 0; after < 5;) {
    const std::int64_t id = first + 2 * w.next++;
    auto both = insert({customer(id, "a", 1), customer(id + 1, "b", 1)});
    bool written = false;
    if (w.next % 2 == 0) {
      written = s.mutate(both.raw()).ok();
    } else {
      auto one = insert({both.rows[0]});
      auto two = insert({both.rows[1]});
      written = s.begin(CRL_TX_WRITE).ok() && s.mutate(one.raw()).ok() && s.mutate(two.raw()).ok() &&
                s.commit().ok();
      if (!written) (void)s.rollback();
    }
    if (written)
      w.acknowledged.push_back(id);
    else
      ++w.failures;
    if (written && done) ++after;
    if (!written) std::this_thread::yield();
  }
}

TEST(MysqlCrash, loses_nothing_acknowledged_and_keeps_nothing_half_when_killed_again_and_again) {
  test::MariaDb server;
  const std::string database = server.new_database();
  auto store = open_mysql(mysql_settings(server, database));
  ASSERT_TRUE(succeeded(store));
  auto c = customers();
  const crl_collection* all[] = {c.raw()};
  ASSERT_TRUE(succeeded((*store)->ensure(all)));

  constexpr int kWriters = 4;
  std::vector<Writer> writers(kWriters);
  std::vector<std::thread> threads;
  std::atomic<bool> done{false};
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&, i] {
      auto session = std::move((*store)->session()).value();
      write_pairs(session, writers[static_cast<std::size_t>(i)], std::int64_t{1'000'000'000} * (i + 1), done);
    });
  }
  for (int crash = 0; crash < 3; ++crash) {
    const auto rows = [&] { return std::stoll(server.ask("SELECT COUNT(*) FROM customers", database)); };
    for (const auto before = rows(); rows() < before + 200;) {}
    server.kill();
    server.start();
  }
  done = true;
  for (auto& thread : threads) thread.join();

  std::size_t acknowledged = 0;
  for (const Writer& w : writers) {
    EXPECT_GT(w.failures, 0) << "the writer did not notice that its server died";
    acknowledged += w.acknowledged.size();
    for (const auto id : w.acknowledged) {
      const std::string where =
          " FROM customers WHERE id IN (" + std::to_string(id) + ", " + std::to_string(id + 1) + ")";
      ASSERT_EQ(server.ask("SELECT COUNT(*)" + where, database), "2") << "an acknowledged pair is lost";
    }
  }
  EXPECT_GT(acknowledged, 300u);
  EXPECT_EQ(
      server.ask("SELECT COUNT(*) FROM (SELECT id DIV 2 AS pair, COUNT(*) AS n FROM customers GROUP BY pair "
                 "HAVING n <> 2) halves",
                 database),
      "0");
}

TEST(MysqlCrash, a_query_that_is_being_read_fails_and_the_session_goes_on) {
  test::MariaDb server;
  const std::string database = server.new_database();
  auto store = open_mysql(mysql_settings(server, database));
  ASSERT_TRUE(succeeded(store));
  auto c = customers();
  const crl_collection* all[] = {c.raw()};
  ASSERT_TRUE(succeeded((*store)->ensure(all)));
  auto s = std::move((*store)->session()).value();
  for (std::int64_t first = 0; first < 100'000; first += 10'000) {
    std::vector<Row> rows;
    for (std::int64_t i = first; i < first + 10'000; ++i)
      rows.push_back(customer(i, "a city of a long name", 1));
    ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  }
  auto q = everyone();
  q.columns = {"id", "external_id", "city", "spend"};
  bool killed = false;
  const Status broken = s.scan(q.raw(), [&](auto, auto) {
    if (!killed) server.kill();
    killed = true;
    return true;
  });
  EXPECT_EQ(status_of(broken), CRL_E_UNAVAILABLE) << (broken ? "" : broken.error().message);
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_UNAVAILABLE);
  EXPECT_EQ(status_of((*store)->health()), CRL_E_UNAVAILABLE);
  server.start();
  EXPECT_EQ(count(s), 100'000);
  EXPECT_TRUE(succeeded((*store)->health()));
}

}  // namespace
}  // namespace carillon::conformance
