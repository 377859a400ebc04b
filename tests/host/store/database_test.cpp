#include "store/database.h"

#include <algorithm>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"
#include "store/customers.h"
#include "store/orders.h"

namespace carillon::store {
namespace {

using testing::SqliteStore;
using testing::succeeded;

Customer customer(Id id, std::string external_id) {
  Customer c;
  c.id = id;
  c.external_id = std::move(external_id);
  c.created_at = c.updated_at = 1'700'000'000'000'000;
  return c;
}

Customer full_customer() {
  Customer c = customer(7, "seven");
  c.name = "Zoë Łukasz";
  c.email = "Zoe@Example.com";
  c.phone = "+919812345678";
  c.city = "पुणे";
  c.country = "IN";
  c.gender = "female";
  c.timezone = "Asia/Kolkata";
  c.birth_date = -3'000;
  c.tags = {"VIP", "früh"};
  c.consent_email = true;
  c.consent_sms = false;
  c.attributes = R"({"plan":"gold","seats":4})";
  c.total_spend = {123'450'001};
  c.order_count = 3;
  c.avg_order_value = Decimal{41'150'000};
  c.first_order_at = 1'600'000'000'000'000;
  c.last_order_at = 1'650'000'000'000'001;
  return c;
}

TEST(Database, reads_a_customer_back_as_it_was_written) {
  SqliteStore store;
  const Customer full = full_customer();
  const Customer bare = customer(8, "eight");
  ASSERT_TRUE(succeeded(store.database().write([&](Session& s) {
    return insert_customers(s, std::vector{full, bare});
  })));
  ASSERT_TRUE(succeeded(store.database().read([&](Session& s) -> Status {
    const auto found = find_customer(s, "seven");
    if (!found) return found.error();
    EXPECT_TRUE(found->has_value() && **found == full);
    const auto other = get_customer(s, 8);
    if (!other) return other.error();
    EXPECT_TRUE(other->has_value() && **other == bare);
    const auto nobody = find_customer(s, "SEVEN");
    if (!nobody) return nobody.error();
    EXPECT_FALSE(nobody->has_value()) << "external ids are exact";
    return {};
  })));
}

TEST(Database, replaces_every_column_of_a_customer) {
  SqliteStore store;
  Customer c = full_customer();
  ASSERT_TRUE(
      succeeded(store.database().write([&](Session& s) { return insert_customers(s, std::span(&c, 1)); })));
  Customer cleared = customer(7, "seven");
  ASSERT_TRUE(succeeded(
      store.database().write([&](Session& s) { return replace_customers(s, std::span(&cleared, 1)); })));
  ASSERT_TRUE(succeeded(store.database().read([&](Session& s) -> Status {
    const auto found = get_customer(s, 7);
    if (!found) return found.error();
    EXPECT_TRUE(found->has_value() && **found == cleared);
    return {};
  })));
}

TEST(Database, reads_an_order_back_with_its_items_in_their_order) {
  SqliteStore store;
  Order order;
  order.id = 5;
  order.external_id = "o-5";
  order.customer_id = 7;
  order.amount = {1'234'500};
  order.currency = "INR";
  order.status = OrderStatus::kPending;
  order.ordered_at = order.created_at = order.updated_at = 1'700'000'000'000'000;
  order.items = {{"b", "Shoes", {}, {20'000}, {5'000}}, {"a", {}, "Boot", {15'000}, {0}}};
  ASSERT_TRUE(
      succeeded(store.database().write([&](Session& s) { return insert_orders(s, std::span(&order, 1)); })));
  Order fewer = order;
  fewer.items.pop_back();
  fewer.currency.reset();
  const auto stored = [&] {
    Order out;
    EXPECT_TRUE(succeeded(store.database().read([&](Session& s) -> Status {
      const auto found = find_order(s, "o-5");
      if (!found) return found.error();
      if (found->has_value()) out = **found;
      return {};
    })));
    return out;
  };
  EXPECT_EQ(stored(), order);
  ASSERT_TRUE(
      succeeded(store.database().write([&](Session& s) { return replace_orders(s, std::span(&fewer, 1)); })));
  EXPECT_EQ(stored(), fewer);
}

TEST(Database, keeps_nothing_of_a_body_that_failed) {
  SqliteStore store;
  const Status done = store.database().write([&](Session& s) -> Status {
    if (auto inserted = insert_customers(s, std::vector{customer(1, "a")}); !inserted) return inserted;
    return insert_customers(s, std::vector{customer(2, "a")});
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().status, CRL_E_CONFLICT);
  ASSERT_TRUE(succeeded(store.database().read([](Session& s) -> Status {
    const auto found = get_customer(s, 1);
    if (!found) return found.error();
    EXPECT_FALSE(found->has_value());
    return {};
  })));
}

TEST(Database, repeats_a_body_that_met_an_unavailable_store) {
  SqliteStore store;
  int attempts = 0;
  EXPECT_TRUE(succeeded(store.database().write([&](Session& s) -> Status {
    if (auto inserted = insert_customers(s, std::vector{customer(1, "a")}); !inserted) return inserted;
    return ++attempts < 3 ? Status(unavailable("busy")) : Status{};
  })));
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(store.database().counters().write_repeats, 2U);
}

TEST(Database, repeats_a_write_whose_commit_was_not_answered_and_says_so_when_that_fails_too) {
  SqliteStore store;
  int attempts = 0;
  EXPECT_TRUE(succeeded(store.database().write([&](Session&) -> Status {
    return ++attempts == 1 ? Status(Error{CRL_E_UNKNOWN, "lost", 0, {}}) : Status{};
  })));
  EXPECT_EQ(attempts, 2);

  attempts = 0;
  const Status done = store.database().write([&](Session&) -> Status {
    return ++attempts == 1 ? Error{CRL_E_UNKNOWN, "lost", 0, {}} : conflict("the row is there");
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().status, CRL_E_UNKNOWN);
  EXPECT_NE(done.error().message.find("the row is there"), std::string::npos);
}

TEST(Database, stops_repeating_when_its_patience_is_over) {
  SqliteStore store({}, {.patience_ms = 20});
  const Status done =
      store.database().write([](Session&) -> Status { return unavailable("the server is away"); });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().status, CRL_E_UNAVAILABLE);
  EXPECT_GT(store.database().counters().write_repeats, 0U);
}

TEST(Database, lets_many_threads_add_to_one_row_without_losing_an_addition) {
  SqliteStore store;
  Customer c = customer(1, "a");
  ASSERT_TRUE(
      succeeded(store.database().write([&](Session& s) { return insert_customers(s, std::span(&c, 1)); })));
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        EXPECT_TRUE(succeeded(store.database().write([](Session& s) -> Status {
          auto found = get_customer(s, 1);
          if (!found) return found.error();
          ++(*found)->order_count;
          return replace_customers(s, std::span(&**found, 1));
        })));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE(succeeded(store.database().read([](Session& s) -> Status {
    const auto found = get_customer(s, 1);
    if (!found) return found.error();
    EXPECT_EQ((*found)->order_count, kThreads * kEach);
    return {};
  })));
}

TEST(Database, walks_pages_without_missing_or_repeating_a_row) {
  SqliteStore store;
  std::vector<Customer> all;
  for (Id id = 1; id <= 103; ++id) {
    all.push_back(customer(id, "c" + std::to_string(id)));
    if (id % 3 != 0) all.back().last_order_at = id % 5;  // ties and missing values
  }
  ASSERT_TRUE(succeeded(store.database().write([&](Session& s) { return insert_customers(s, all); })));
  std::vector<Id> seen;
  Moment before;
  CustomerQuery query;
  query.sort = "last_order_at";
  query.limit = 10;
  std::string cursor;
  do {
    query.cursor = cursor;
    std::string next;
    ASSERT_TRUE(succeeded(store.database().read([&](Session& s) -> Status {
      auto page = list_customers(s, query);
      if (!page) return page.error();
      for (const auto& c : page->customers) {
        EXPECT_LE(before, c.last_order_at);
        before = c.last_order_at;
        seen.push_back(c.id);
      }
      next = page->next;
      return {};
    })));
    cursor = next;
  } while (!cursor.empty() && seen.size() <= all.size());
  std::sort(seen.begin(), seen.end());
  ASSERT_EQ(seen.size(), all.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], all[i].id);
}

}  // namespace
}  // namespace carillon::store
