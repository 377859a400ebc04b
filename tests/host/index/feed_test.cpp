// What hosts tell each other through storage arrives once it is committed, in whatever order that was.
#include "index/feed.h"

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::index {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;

constexpr std::int64_t kNow = 1'763'712'000'000'000;

store::Changes of_customers(std::vector<Id> ids) {
  store::Changes out;
  out.customers = std::move(ids);
  return out;
}

// A row as a transaction of another host would leave it.
void leave(store::Database& database, Id host, std::int64_t number, Id customer, std::int64_t at = kNow) {
  const std::string bytes = pack_changes({customer}, {}, false);
  const std::vector<crl_value> cells = {cell::of_int(host), cell::of_int(number), cell::time(at),
                                        cell::text(bytes, CRL_T_BYTES)};
  ASSERT_TRUE(succeeded(database.write([&](store::Session& session) -> Status {
    store::Mutation m;
    m.collection = "changes";
    m.columns = {"host", "sequence", "at", "whom"};
    m.cells = cells;
    const auto done = session.mutate(m);
    return done ? Status{} : done.error();
  })));
}

std::vector<Id> heard(Feed& feed) {
  auto changes = feed.poll();
  EXPECT_TRUE(succeeded(changes));
  EXPECT_FALSE(changes && changes->everything);
  return changes ? changes->customers : std::vector<Id>{};
}

TEST(Feed, packs_ids_so_that_they_come_back) {
  store::Changes out;
  ASSERT_TRUE(unpack_changes(pack_changes({7, 3, 3, INT64_MAX, 0}, {1LL << 40}, false), out));
  EXPECT_EQ(out.customers, (std::vector<Id>{0, 3, 7, INT64_MAX}));
  EXPECT_EQ(out.orders_of, (std::vector<Id>{1LL << 40}));
  EXPECT_FALSE(out.everything);
  const std::string whole = pack_changes({1, 300, 70'000}, {5}, true);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    store::Changes cut;
    EXPECT_FALSE(unpack_changes(std::string_view(whole).substr(0, n), cut)) << n;
  }
}

TEST(Feed, hears_of_others_and_not_of_itself) {
  SqliteStore sqlite;
  const ManualClock clock(kNow);
  Feed here(sqlite.database(), clock, 1);
  Feed there(sqlite.database(), clock, 2);
  ASSERT_TRUE(succeeded(here.open()));
  ASSERT_TRUE(succeeded(there.open()));
  std::uint64_t token = 0;
  ASSERT_TRUE(succeeded(sqlite.database().write([&](store::Session& session) -> Status {
    const auto made = there.write(session, of_customers({5, 9}));
    if (!made) return made.error();
    token = *made;
    return {};
  })));
  there.settled(token, store::Outcome::kCommitted);
  EXPECT_EQ(heard(here), (std::vector<Id>{5, 9}));
  EXPECT_EQ(heard(there), std::vector<Id>{});
  EXPECT_EQ(heard(here), std::vector<Id>{}) << "a change is told once";
}

TEST(Feed, waits_for_a_transaction_that_commits_after_a_later_one) {
  SqliteStore sqlite;
  const ManualClock clock(kNow);
  Feed here(sqlite.database(), clock, 1);
  ASSERT_TRUE(succeeded(here.open()));
  leave(sqlite.database(), 2, 1, 100);
  leave(sqlite.database(), 2, 4, 400);
  EXPECT_EQ(heard(here), (std::vector<Id>{100, 400}));
  leave(sqlite.database(), 2, 3, 300);
  EXPECT_EQ(heard(here), std::vector<Id>{300});
  leave(sqlite.database(), 2, 2, 200);
  leave(sqlite.database(), 2, 5, 500);
  auto last = heard(here);
  std::sort(last.begin(), last.end());
  EXPECT_EQ(last, (std::vector<Id>{200, 500}));
}

TEST(Feed, hears_of_what_was_under_way_when_it_was_opened) {
  SqliteStore sqlite;
  const ManualClock clock(kNow);
  for (std::int64_t n = 1; n <= 50; ++n) {
    if (n != 45) leave(sqlite.database(), 2, n, n);
  }
  Feed here(sqlite.database(), clock, 1);
  ASSERT_TRUE(succeeded(here.open()));
  heard(here);
  leave(sqlite.database(), 2, 45, 45);
  EXPECT_EQ(heard(here), std::vector<Id>{45});
}

TEST(Feed, gives_the_number_of_an_undone_transaction_to_the_next) {
  SqliteStore sqlite;
  const ManualClock clock(kNow);
  Feed here(sqlite.database(), clock, 1);
  Feed there(sqlite.database(), clock, 2);
  ASSERT_TRUE(succeeded(here.open()));
  std::uint64_t token = 0;
  const auto undone = sqlite.database().write([&](store::Session& session) -> Status {
    token = there.write(session, of_customers({1})).value();
    return invalid("undone");
  });
  ASSERT_FALSE(undone.ok());
  there.settled(token, store::Outcome::kUndone);
  ASSERT_TRUE(succeeded(sqlite.database().write([&](store::Session& session) -> Status {
    token = there.write(session, of_customers({2})).value();
    return {};
  })));
  there.settled(token, store::Outcome::kCommitted);
  EXPECT_EQ(heard(here), std::vector<Id>{2});
  std::int64_t number = 0;
  ASSERT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
    store::Query query;
    query.collection = "changes";
    query.columns = {"sequence"};
    const auto read = session.query(query, [&](store::Row row) {
      number = row[0].v.i;
      return true;
    });
    return read ? Status{} : read.error();
  })));
  EXPECT_EQ(number, 1);
}

TEST(Feed, says_that_everything_changed_where_ids_would_be_too_many) {
  SqliteStore sqlite;
  const ManualClock clock(kNow);
  Feed here(sqlite.database(), clock, 1);
  Feed there(sqlite.database(), clock, 2);
  ASSERT_TRUE(succeeded(here.open()));
  std::vector<Id> many(200'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<Id>(i);
  ASSERT_TRUE(succeeded(sqlite.database().write([&](store::Session& session) -> Status {
    const auto made = there.write(session, of_customers(many));
    return made ? Status{} : made.error();
  })));
  const auto changes = here.poll();
  ASSERT_TRUE(succeeded(changes));
  EXPECT_TRUE(changes->everything);
}

TEST(Feed, forgets_what_is_old) {
  SqliteStore sqlite;
  ManualClock clock(kNow);
  Feed here(sqlite.database(), clock, 1);
  leave(sqlite.database(), 1, 1, 1);
  leave(sqlite.database(), 2, 1, 1);
  clock.advance(std::chrono::minutes(20));
  leave(sqlite.database(), 1, 2, 1, clock.now_us());
  const auto rows = [&] {
    std::size_t n = 0;
    EXPECT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      store::Query query;
      query.collection = "changes";
      query.columns = {"host"};
      const auto read = session.query(query, [&](store::Row) { return ++n > 0; });
      return read ? Status{} : read.error();
    })));
    return n;
  };
  ASSERT_TRUE(succeeded(here.prune()));
  EXPECT_EQ(rows(), 2U) << "its own old row is gone";
  clock.advance(std::chrono::hours(1));
  ASSERT_TRUE(succeeded(here.prune()));
  EXPECT_EQ(rows(), 0U);
}

}  // namespace
}  // namespace carillon::index
