// What a load reads is what storage holds, whatever the keys are and whenever it ends.
#include "index/loader.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "orders_in_memory.h"
#include "sqlite_fixture.h"
#include "store/customers.h"
#include "store/orders.h"
#include "world.h"

namespace carillon::index {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;
using testing::Chance;

constexpr std::size_t kPlenty = 64U << 20;
constexpr Id kFirst = std::numeric_limits<Id>::min(), kLast = std::numeric_limits<Id>::max();

// Beside each other, far apart, and at the ends of what a key may be.
std::vector<Id> some_ids(Chance& chance, std::size_t most) {
  std::set<Id> out;
  const Id base = chance.one_in(2) ? 1 : static_cast<Id>(chance.below(1U << 30)) << 28;
  const std::size_t wide = chance.one_in(2) ? 2 * most : most << 30;
  for (std::size_t n = chance.below(most + 1); n > 0; --n)
    out.insert(base + static_cast<Id>(chance.below(wide)));
  for (const Id id : {kFirst, Id{-1}, Id{0}, kLast - 1, kLast}) {
    if (chance.one_in(6)) out.insert(id);
  }
  return {out.begin(), out.end()};
}

struct Rows {
  std::vector<store::Customer> customers;
  std::vector<store::Order> orders;
};

store::Order some_order(Chance& chance, Id id, Id customer) {
  store::Order out;
  out.id = id;
  out.external_id = "o" + std::to_string(id);
  out.customer_id = customer;
  out.amount = Decimal{static_cast<std::int64_t>(chance.below(1'000'000))};
  out.status = static_cast<store::OrderStatus>(1 + chance.below(4));
  out.ordered_at = static_cast<std::int64_t>(chance.below(1'000)) * 86'400'000'000;
  for (std::size_t n = chance.below(4); n > 0; --n) {
    store::OrderItem item;
    item.sku = "s" + std::to_string(chance.below(20));
    if (!chance.one_in(3)) item.category = chance.pick(testing::categories());
    item.quantity = Decimal{static_cast<std::int64_t>(1 + chance.below(5)) * Decimal::kScale};
    item.price = Decimal{static_cast<std::int64_t>(chance.below(1'000'000))};
    out.items.push_back(std::move(item));
  }
  return out;
}

// Some of the orders are of customers who are gone.
Rows some_rows(Chance& chance, std::size_t customers, std::size_t orders) {
  Rows out;
  std::vector<Id> owners = some_ids(chance, customers);
  for (const Id id : owners) {
    store::Customer customer;
    customer.id = id;
    customer.external_id = "c" + std::to_string(id);
    customer.order_count = static_cast<std::int64_t>(chance.below(9));
    out.customers.push_back(std::move(customer));
  }
  owners.push_back(owners.empty() || owners.back() == kLast ? 12'345 : owners.back() + 1);
  for (const Id id : some_ids(chance, orders))
    out.orders.push_back(some_order(chance, id, chance.pick(owners)));
  return out;
}

Status put(SqliteStore& sqlite, const Rows& rows) {
  return sqlite.database().write([&](store::Session& session) -> Status {
    if (Status done = store::insert_customers(session, rows.customers); !done) return done;
    return store::insert_orders(session, rows.orders);
  });
}

testing::Order in_memory(const store::Order& order) {
  testing::Order out{order.amount.units, static_cast<std::int64_t>(order.status), order.ordered_at, {}};
  for (const auto& item : order.items)
    std::get<3>(out).emplace_back(item.sku, item.category, item.quantity.units, item.price.units);
  return out;
}

TEST(Loader, reads_what_storage_holds_whatever_the_keys_and_the_pages) {
  const std::atomic<bool> never{false};
  for (unsigned seed = 1; seed <= 21; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chance chance(seed);
    // Empty storages and those of one customer among them.
    const Rows rows =
        some_rows(chance, seed % 10 == 0 ? 0 : (seed % 10 == 1 ? 1 : 60), seed % 7 == 0 ? 0 : 200);
    SqliteStore sqlite({{"synchronous", "OFF"}});
    ASSERT_TRUE(succeeded(put(sqlite, rows)));
    Loader loader(sqlite.database(), kPlenty, never, 1 + chance.below(30));
    People people;
    index::Run run;
    std::size_t told = 0;
    ASSERT_TRUE(succeeded(loader.customers(people, [&](std::size_t n) { told = n; })));
    EXPECT_EQ(told, rows.customers.size());
    ASSERT_EQ(people.table.size, rows.customers.size());
    for (std::size_t i = 0; i < rows.customers.size(); ++i) {
      const auto row = static_cast<RowId>(i);
      ASSERT_EQ(people.id_of(row), rows.customers[i].id);
      ASSERT_EQ(people.table.column("order_count")->values.at(row), rows.customers[i].order_count);
    }
    std::map<Id, std::vector<testing::Order>> expected;
    for (const auto& order : rows.orders) expected[order.customer_id].push_back(in_memory(order));
    told = 0;
    ASSERT_TRUE(succeeded(loader.orders(people, run, [&](std::size_t n) { told = n; })));
    EXPECT_EQ(told, run.table->size);
    std::size_t stood = 0;
    for (const auto& customer : rows.customers) {
      auto found = testing::orders_of(run, *people.find(customer.id));
      stood += found.size();
      std::sort(found.begin(), found.end());
      std::sort(expected[customer.id].begin(), expected[customer.id].end());
      ASSERT_EQ(found, expected[customer.id]) << customer.id;
    }
    EXPECT_EQ(run.table->size, stood) << "orders of those who are gone";
  }
}

struct Loads : ::testing::Test {
  Chance chance{8};
  SqliteStore sqlite;
  People people;
  std::atomic<bool> stopping{false};

  void SetUp() override {
    Rows rows;
    for (Id id = 1; id <= 60; ++id) {
      rows.customers.emplace_back().id = id;
      rows.customers.back().external_id = std::to_string(id);
      for (Id k = 0; k < 4; ++k) rows.orders.push_back(some_order(chance, id * 4 + k, id));
    }
    ASSERT_TRUE(succeeded(put(sqlite, rows)));
    Loader loader(sqlite.database(), kPlenty, stopping, 7);
    ASSERT_TRUE(succeeded(loader.customers(people, [](std::size_t) {})));
  }
};

TEST_F(Loads, end_behind_a_page_once_the_host_stops) {
  Loader loader(sqlite.database(), kPlenty, stopping, 7);
  index::Run run;
  std::size_t pages = 0;
  const Status done = loader.orders(people, run, [&](std::size_t) {
    ++pages;
    stopping = true;
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().status, CRL_E_CANCELLED);
  EXPECT_EQ(pages, 1U) << "the other thread ends without a word";
  EXPECT_EQ(run.table, nullptr) << "nothing half read is handed out";
  People again;
  const Status customers = loader.customers(again, [](std::size_t) {});
  ASSERT_FALSE(customers);
  EXPECT_EQ(customers.error().status, CRL_E_CANCELLED);
}

TEST_F(Loads, end_past_their_memory) {
  Loader loader(sqlite.database(), people.bytes() + 1'500, stopping, 7);
  index::Run run;
  std::size_t read = 0;
  const Status done = loader.orders(people, run, [&](std::size_t n) { read = n; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().status, CRL_E_FULL);
  EXPECT_LT(read, 240U);
}

}  // namespace
}  // namespace carillon::index
