#include "ingest/ingest.h"

#include <atomic>
#include <future>
#include <limits>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "ingest_fixture.h"

namespace carillon::ingest {
namespace {

using testing::customer;
using testing::Fixture;
using testing::given;
using testing::order;
using testing::succeeded;

TEST(Ingest, creates_updates_and_leaves_unchanged_a_customer) {
  Fixture f;
  auto row = customer("a");
  row.name = given<std::string>("Anna");
  row.city = given<std::string>("Pune");
  const Outcome created = f.put(row);
  EXPECT_EQ(created.verdict, Verdict::kCreated);
  f.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(f.put(row).verdict, Verdict::kUnchanged);
  const auto before = f.customers().at("a");
  EXPECT_EQ(before.created_at, before.updated_at) << "an unchanged row keeps its time";

  auto partial = customer("a");
  partial.city = {true, {}};
  const Outcome updated = f.put(partial);
  EXPECT_EQ(updated.verdict, Verdict::kUpdated);
  EXPECT_EQ(updated.id, created.id);
  const auto after = f.customers().at("a");
  EXPECT_EQ(after.name, "Anna") << "an absent member keeps what is stored";
  EXPECT_FALSE(after.city.has_value()) << "null clears";
  EXPECT_EQ(after.updated_at, before.updated_at + 1'000'000);
}

TEST(Ingest, applies_the_same_customer_twice_in_a_batch_in_order) {
  Fixture f;
  auto first = customer("a");
  first.name = given<std::string>("One");
  auto second = customer("a");
  second.name = given<std::string>("Two");
  const auto outcomes = f.ingest.write_customers({first, second, second});
  ASSERT_TRUE(succeeded(outcomes));
  EXPECT_EQ((*outcomes)[0].verdict, Verdict::kCreated);
  EXPECT_EQ((*outcomes)[1].verdict, Verdict::kUpdated);
  EXPECT_EQ((*outcomes)[2].verdict, Verdict::kUnchanged);
  EXPECT_EQ(f.customers().at("a").name, "Two");
}

TEST(Ingest, rejects_an_order_of_an_unknown_customer_and_takes_its_neighbours) {
  Fixture f;
  f.put(customer("a"));
  const auto outcomes = f.ingest.write_orders({order("1", "a", 10'000, 5), order("2", "nobody", 10'000, 5)});
  ASSERT_TRUE(succeeded(outcomes));
  EXPECT_EQ((*outcomes)[0].verdict, Verdict::kCreated);
  EXPECT_EQ((*outcomes)[1].verdict, Verdict::kRejected);
  ASSERT_EQ((*outcomes)[1].issues.size(), 1U);
  EXPECT_EQ((*outcomes)[1].issues[0].pointer, "/customer_external_id");
  EXPECT_EQ((*outcomes)[1].issues[0].code, "unknown_customer");
  EXPECT_EQ(f.orders().size(), 1U);
  EXPECT_EQ(f.ingest.counters().rejected, 1U);
}

TEST(Ingest, makes_the_customer_that_an_order_brings_with_it) {
  Fixture f;
  auto row = order("1", "", 25'000, 5);
  row.customer = customer("new");
  row.customer->name = given<std::string>("Nina");
  EXPECT_EQ(f.put(row).verdict, Verdict::kCreated);
  const auto stored = f.customers().at("new");
  EXPECT_EQ(stored.name, "Nina");
  EXPECT_EQ(stored.total_spend, Decimal{25'000});
  EXPECT_EQ(stored.order_count, 1);
}

TEST(Ingest, rejects_an_order_that_would_take_the_total_out_of_range_and_leaves_no_trace) {
  Fixture f;
  f.put(customer("a"));
  f.put(order("1", "a", std::numeric_limits<std::int64_t>::max() - 5, 5));
  const auto before = f.customers();
  EXPECT_EQ(f.put(order("2", "a", 6, 6)).verdict, Verdict::kRejected);
  EXPECT_EQ(f.customers(), before);
  EXPECT_EQ(f.orders().size(), 1U);
  EXPECT_EQ(f.put(order("3", "a", 5, 6)).verdict, Verdict::kCreated);
}

TEST(Ingest, tells_only_the_row_that_storage_refuses_and_stores_the_others) {
  Fixture f;
  std::vector<CustomerInput> rows;
  for (int i = 0; i < 9; ++i) rows.push_back(customer("c" + std::to_string(i)));
  rows[6].gender = given(std::string(500, 'x'));  // past the column's width
  const auto outcomes = f.ingest.write_customers(rows);
  ASSERT_TRUE(succeeded(outcomes));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ((*outcomes)[i].verdict, i == 6 ? Verdict::kRejected : Verdict::kCreated) << i;
    EXPECT_EQ((*outcomes)[i].issues.empty(), i != 6) << i;
  }
  EXPECT_EQ(f.customers().size(), 8U);
}

TEST(Ingest, finds_the_customer_that_is_there_among_new_ones_after_many_that_were_new) {
  Fixture f;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(f.put(customer("n" + std::to_string(i))).verdict, Verdict::kCreated);
  const auto before = f.customers().at("n3");
  const auto transactions = f.ingest.counters().transactions;
  auto named = customer("n3");
  named.name = given<std::string>("Anna");
  const auto outcomes = f.ingest.write_customers({customer("m1"), named, customer("m2"), named});
  ASSERT_TRUE(succeeded(outcomes));
  EXPECT_EQ((*outcomes)[0].verdict, Verdict::kCreated);
  EXPECT_EQ((*outcomes)[1].verdict, Verdict::kUpdated);
  EXPECT_EQ((*outcomes)[1].id, before.id);
  EXPECT_EQ((*outcomes)[2].verdict, Verdict::kCreated);
  EXPECT_EQ((*outcomes)[3].verdict, Verdict::kUnchanged);
  EXPECT_EQ(f.ingest.counters().transactions, transactions + 2) << "it was taken for new first";
  EXPECT_EQ(f.customers().size(), 12U);
  EXPECT_EQ(f.customers().at("n3").created_at, before.created_at);
}

TEST(Ingest, finds_the_order_that_is_there_among_new_ones_after_many_that_were_new) {
  Fixture f;
  f.put(customer("a"));
  f.put(customer("b"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(f.put(order("o" + std::to_string(i), "a", 100, i)).verdict, Verdict::kCreated);
  }
  const auto transactions = f.ingest.counters().transactions;
  const auto outcomes =
      f.ingest.write_orders({order("p1", "a", 5, 20), order("o3", "b", 70, 3), order("o4", "a", 100, 4)});
  ASSERT_TRUE(succeeded(outcomes));
  EXPECT_EQ((*outcomes)[0].verdict, Verdict::kCreated);
  EXPECT_EQ((*outcomes)[1].verdict, Verdict::kUpdated);
  EXPECT_EQ((*outcomes)[2].verdict, Verdict::kUnchanged);
  EXPECT_EQ(f.ingest.counters().transactions, transactions + 2) << "they were taken for new first";
  const auto people = f.customers();
  EXPECT_EQ(people.at("a").order_count, 10);
  EXPECT_EQ(people.at("a").total_spend, (Decimal{905}));
  EXPECT_EQ(people.at("b").total_spend, (Decimal{70}));
}

TEST(Ingest, divides_large_calls_of_new_rows_and_answers_each_row_in_its_place) {
  Options options;
  options.side_by_side = true;
  Fixture f(options);
  constexpr int kPeople = 2'000;
  for (int i = 0; i < 4; ++i) {
    f.put(customer("first" + std::to_string(i)));
    f.put(order("first" + std::to_string(i), "first0", 1, i));
  }
  std::vector<CustomerInput> people;
  for (int i = 0; i < kPeople; ++i) people.push_back(customer("c" + std::to_string(i)));
  people[700].gender = given(std::string(500, 'x'));  // past the column's width
  const auto before = f.ingest.counters().transactions;
  const auto made = f.ingest.write_customers(people);
  ASSERT_TRUE(succeeded(made));
  EXPECT_GT(f.ingest.counters().transactions, before + 2);
  const auto stored = f.customers();
  EXPECT_EQ(stored.size(), 3U + kPeople);
  for (int i = 0; i < kPeople; ++i) {
    const auto at = static_cast<std::size_t>(i);
    ASSERT_EQ((*made)[at].verdict, i == 700 ? Verdict::kRejected : Verdict::kCreated) << i;
    if (i != 700) { ASSERT_EQ((*made)[at].id, stored.at("c" + std::to_string(i)).id) << i; }
  }

  std::vector<OrderInput> orders;
  for (int i = 0; i < 3 * kPeople; ++i) {
    orders.push_back(order("o" + std::to_string(i), "c" + std::to_string(i % kPeople), i, i));
  }
  const auto transactions = f.ingest.counters().transactions;
  const auto bought = f.ingest.write_orders(orders);
  ASSERT_TRUE(succeeded(bought));
  EXPECT_EQ(f.ingest.counters().transactions, transactions + 2);
  const auto sold = f.orders();
  for (int i = 0; i < 3 * kPeople; ++i) {
    const auto& outcome = (*bought)[static_cast<std::size_t>(i)];
    ASSERT_EQ(outcome.verdict, i % kPeople == 700 ? Verdict::kRejected : Verdict::kCreated) << i;
    if (i % kPeople != 700) { ASSERT_EQ(outcome.id, sold.at("o" + std::to_string(i)).id) << i; }
  }
  for (const auto& [name, person] : f.customers()) {
    if (!name.starts_with("c")) continue;
    const int i = std::stoi(name.substr(1));
    ASSERT_EQ(person.order_count, 3);
    ASSERT_EQ(person.total_spend, (Decimal{3 * i + 3 * kPeople}));
  }
}

TEST(Ingest, leaves_a_large_call_whole_when_an_order_changes_hands_in_it) {
  Options options;
  options.side_by_side = true;
  Fixture f(options);
  std::vector<CustomerInput> people;
  for (int i = 0; i < 64; ++i) people.push_back(customer("c" + std::to_string(i)));
  ASSERT_TRUE(succeeded(f.ingest.write_customers(people)));
  for (int i = 0; i < 4; ++i) f.put(order("first" + std::to_string(i), "c0", 1, i));
  std::vector<OrderInput> orders;
  for (int i = 0; i < 2'000; ++i) {
    orders.push_back(order("o" + std::to_string(i), "c" + std::to_string(i % 64), 10, i));
  }
  for (int i = 0; i < 64; ++i) orders.push_back(order("o0", "c" + std::to_string(i), 10, 0));
  const auto transactions = f.ingest.counters().transactions;
  ASSERT_TRUE(succeeded(f.ingest.write_orders(orders)));
  EXPECT_EQ(f.ingest.counters().transactions, transactions + 1);
  EXPECT_EQ(f.orders().at("o0").customer_id, f.customers().at("c63").id) << "the last one has it";
}

TEST(Ingest, tells_new_customers_from_known_ones_in_whatever_order_they_come) {
  Fixture f;
  std::map<std::string, std::string> model;
  std::minstd_rand random(7);
  int next = 0;
  for (int step = 0; step < 300; ++step) {
    const bool mostly_new = (step / 30) % 2 == 0;
    std::vector<CustomerInput> rows;
    std::vector<Verdict> expected;
    for (auto n = 1 + random() % 5; n > 0; --n) {
      const bool fresh = next == 0 || random() % 100 < (mostly_new ? 97U : 40U);
      const std::string id = "c" + std::to_string(fresh ? next++ : static_cast<int>(random()) % next);
      const std::string name = random() % 2 == 0 ? "Anna" : "Bela";
      rows.push_back(customer(id));
      rows.back().name = given<std::string>(name);
      const auto known = model.find(id);
      expected.push_back(known == model.end()    ? Verdict::kCreated
                         : known->second == name ? Verdict::kUnchanged
                                                 : Verdict::kUpdated);
      model[id] = name;
    }
    const auto outcomes = f.ingest.write_customers(rows);
    ASSERT_TRUE(succeeded(outcomes));
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ((*outcomes)[i].verdict, expected[i]) << step;
  }
  std::map<std::string, std::string> stored;
  for (const auto& [id, c] : f.customers()) stored[id] = c.name.value_or("");
  EXPECT_EQ(stored, model);
}

TEST(Ingest, stores_nothing_when_the_disk_is_full_and_says_so) {
  Fixture f(Options{}, json::object{{"max_mb", 1}});
  std::vector<CustomerInput> rows;
  for (int i = 0; i < 3'000; ++i) {
    rows.push_back(customer("c" + std::to_string(i)));
    rows.back().attributes = given<std::string>(R"({"note":")" + std::string(1'000, 'x') + "\"}");
  }
  const auto outcomes = f.ingest.write_customers(rows);
  ASSERT_FALSE(outcomes.ok());
  EXPECT_EQ(outcomes.error().status, CRL_E_FULL);
  EXPECT_TRUE(f.customers().empty());
  EXPECT_EQ(f.put(customer("small")).verdict, Verdict::kCreated) << "what fits is taken afterwards";
}

TEST(Ingest, rounds_the_average_half_up_and_has_none_without_orders) {
  Fixture f;
  f.put(customer("a"));
  f.put(order("1", "a", 1, 5));
  f.put(order("2", "a", 2, 6));
  EXPECT_EQ(f.customers().at("a").avg_order_value, Decimal{2});
  for (const auto* id : {"1", "2"}) {
    auto cancelled = order(id, "a", 1, 5);
    cancelled.status = store::OrderStatus::kCancelled;
    f.put(cancelled);
  }
  const auto empty = f.customers().at("a");
  EXPECT_FALSE(empty.avg_order_value.has_value());
  EXPECT_FALSE(empty.first_order_at.has_value());
  EXPECT_FALSE(empty.last_order_at.has_value());
  EXPECT_EQ(empty.total_spend, Decimal{0});
}

TEST(Ingest, answers_overload_instead_of_queueing_without_end) {
  Options options;
  options.queue_bytes = 1;
  options.max_delay_us = 200'000;
  Fixture f(options);
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&f, &refused, t] {
      const auto done = f.ingest.write_customers({customer("c" + std::to_string(t))});
      if (!done && done.error().status == CRL_E_UNAVAILABLE) ++refused;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(f.customers().size() + static_cast<std::size_t>(refused.load()), 4U)
      << "what was refused is not stored";
  EXPECT_EQ(f.ingest.counters().overloads, static_cast<std::uint64_t>(refused.load()));
}

// The totals that a customer should have, summed afresh.
void expect_totals_of_fresh_sums(Fixture& f) {
  const auto orders = f.orders();
  for (const auto& [name, stored] : f.customers()) {
    store::Customer fresh = stored;
    fresh.total_spend = {};
    fresh.order_count = 0;
    fresh.avg_order_value.reset();
    fresh.first_order_at.reset();
    fresh.last_order_at.reset();
    for (const auto& [id, o] : orders) {
      if (o.customer_id != stored.id || !counts(o.status)) continue;
      fresh.total_spend.units += o.amount.units;
      ++fresh.order_count;
      if (!fresh.first_order_at || o.ordered_at < *fresh.first_order_at) fresh.first_order_at = o.ordered_at;
      if (!fresh.last_order_at || o.ordered_at > *fresh.last_order_at) fresh.last_order_at = o.ordered_at;
    }
    if (fresh.order_count > 0) {
      fresh.avg_order_value =
          Decimal{(fresh.total_spend.units * 2 + fresh.order_count) / (fresh.order_count * 2)};
    }
    EXPECT_EQ(stored.total_spend, fresh.total_spend) << name;
    EXPECT_EQ(stored.order_count, fresh.order_count) << name;
    EXPECT_EQ(stored.avg_order_value, fresh.avg_order_value) << name;
    EXPECT_EQ(stored.first_order_at, fresh.first_order_at) << name;
    EXPECT_EQ(stored.last_order_at, fresh.last_order_at) << name;
  }
}

OrderInput random_order(std::minstd_rand& random) {
  auto row = order("o" + std::to_string(random() % 40), "c" + std::to_string(random() % 5),
                   static_cast<std::int64_t>(random() % 100'000),
                   static_cast<std::int64_t>(random() % 50) * 1'000'000);
  if (random() % 2 == 0) row.status = static_cast<store::OrderStatus>(1 + random() % 4);
  if (random() % 3 == 0)
    row.items = given(std::vector<store::OrderItem>(random() % 3, {"s", {}, {}, {10'000}, {5}}));
  return row;
}

TEST(Ingest, keeps_totals_equal_to_a_fresh_sum_whatever_orders_come_from_many_threads) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Fixture f;
    for (int c = 0; c < 5; ++c) f.put(customer("c" + std::to_string(c)));
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 3; ++t) {
      threads.emplace_back([&f, seed, t] {
        std::minstd_rand random(seed * 10 + t);
        for (int call = 0; call < 25; ++call) {
          std::vector<OrderInput> rows(1 + random() % 6);
          for (auto& row : rows) row = random_order(random);
          EXPECT_TRUE(succeeded(f.ingest.write_orders(rows)));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_totals_of_fresh_sums(f);
  }
}

TEST(Ingest, changes_keep_their_order_when_the_clock_jumps_back) {
  Fixture f;
  f.put(customer("a"));
  f.put(order("o", "a", 10'000, 1));
  for (const auto jump : {std::chrono::hours(-24), std::chrono::hours(48), std::chrono::hours(-24)}) {
    const auto before = f.customers().at("a");
    const auto order_before = f.orders().at("o");
    f.clock.advance(jump);
    auto row = customer("a");
    row.name = given("at " + std::to_string(f.clock.now_us()));
    EXPECT_EQ(f.put(row).verdict, Verdict::kUpdated);
    EXPECT_EQ(f.put(order("o", "a", order_before.amount.units + 1, 1)).verdict, Verdict::kUpdated);
    EXPECT_GT(f.customers().at("a").updated_at, before.updated_at) << "who reads by time must see the change";
    EXPECT_GT(f.orders().at("o").updated_at, order_before.updated_at);
    EXPECT_EQ(f.customers().at("a").total_spend.units, order_before.amount.units + 1);
  }
}

TEST(Ingest, tells_calls_that_do_not_wait_in_the_order_of_their_rows) {
  Fixture f;
  constexpr int kCalls = 200;
  std::vector<std::string> told;
  std::promise<void> all;
  for (int i = 0; i < kCalls; ++i) {
    auto row = customer("a");
    row.answered = true;
    row.name = given(std::to_string(i));
    f.ingest.write_customers({row}, {}, [&](Result<std::vector<Outcome>> outcomes) {
      told.push_back(outcomes && outcomes->front().customer ? *outcomes->front().customer->name : "nothing");
      if (told.size() == kCalls) all.set_value();
    });
  }
  all.get_future().wait();
  for (int i = 0; i < kCalls; ++i) EXPECT_EQ(told[static_cast<std::size_t>(i)], std::to_string(i));
  EXPECT_EQ(f.customers().at("a").name, std::to_string(kCalls - 1));
}

TEST(Ingest, answers_with_the_order_as_it_is_stored) {
  Fixture f;
  f.put(customer("a"));
  auto row = order("o", "a", 10'000, 7);
  row.answered = true;
  const Outcome created = f.put(row);
  ASSERT_NE(created.order, nullptr);
  EXPECT_EQ(created.order->order, f.orders().at("o"));
  EXPECT_EQ(created.order->customer_external_id, "a");
  const Outcome again = f.put(row);
  EXPECT_EQ(again.verdict, Verdict::kUnchanged);
  ASSERT_NE(again.order, nullptr) << "an unchanged row is answered too";
  EXPECT_EQ(again.order->order, created.order->order);
}

TEST(Ingest, commits_many_small_calls_together) {
  Options options;
  options.max_delay_us = 5'000;
  Fixture f(options);
  constexpr int kThreads = 4;
  constexpr int kEach = 20;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&f, t] {
      for (int i = 0; i < kEach; ++i) f.put(customer(std::to_string(t) + "-" + std::to_string(i)));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(f.customers().size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_LT(f.ingest.counters().transactions, static_cast<std::uint64_t>(kThreads * kEach));
  EXPECT_EQ(f.ingest.counters().rows, static_cast<std::uint64_t>(kThreads * kEach));
  EXPECT_EQ(f.ingest.counters().queued_rows, 0U);
}

}  // namespace
}  // namespace carillon::ingest
