// What goes with a call's rows is true exactly when they are.
#include <atomic>
#include <thread>

#include "ingest_fixture.h"

namespace carillon::ingest {
namespace {

using testing::customer;
using testing::Fixture;
using testing::given;
using testing::order;
using testing::succeeded;

// Past the column's width, which storage refuses behind the checks of the parser.
CustomerInput refused(std::string external_id) {
  auto row = customer(std::move(external_id));
  row.gender = given(std::string(500, 'x'));
  return row;
}

TEST(Companion, sees_the_outcomes_within_the_transaction_that_stores_the_rows) {
  Fixture f;
  std::size_t seen = 0;
  const auto done = f.ingest.write_customers(
      {customer("a"), customer("b")},
      [&](store::Session& session, std::size_t first, std::span<const Outcome> outcomes) {
        EXPECT_EQ(first, 0U);
        seen = outcomes.size();
        const auto a = store::find_customer(session, "a");
        EXPECT_TRUE(a && a->has_value() && (*a)->id == outcomes[0].id);
        return Status{};
      });
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(seen, 2U);
}

TEST(Companion, undoes_the_rows_of_its_call_alone_when_it_fails) {
  Options options;
  options.max_delay_us = 20'000;
  Fixture f(options);
  std::vector<std::thread> threads;
  std::atomic<int> failed{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&f, &failed, t] {
      const auto done = f.ingest.write_customers(
          {customer("c" + std::to_string(t))},
          [t](store::Session&, std::size_t, std::span<const Outcome>) -> Status {
            if (t % 2 == 0) return {};
            return t == 1 ? conflict("the key is taken") : Error{CRL_E_STATE, "not now"};
          });
      if (!done) ++failed;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 2);
  EXPECT_EQ(f.customers().size(), 2U);
  EXPECT_TRUE(f.customers().contains("c0"));
  EXPECT_TRUE(f.customers().contains("c2"));
}

TEST(Companion, is_told_of_every_row_once_when_storage_refuses_some) {
  Fixture f;
  std::vector<CustomerInput> rows;
  for (int i = 0; i < 9; ++i) {
    rows.push_back(i % 4 == 2 ? refused("c" + std::to_string(i)) : customer("c" + std::to_string(i)));
  }
  // Written as it would be by a job: a position that moves with each commit.
  std::size_t position = 0;
  std::size_t rejected = 0;
  const auto done = f.ingest.write_customers(
      rows, [&](store::Session&, std::size_t first, std::span<const Outcome> outcomes) -> Status {
        if (first < position) return {};
        EXPECT_EQ(first, position);
        for (const auto& o : outcomes) rejected += o.verdict == Verdict::kRejected ? 1U : 0U;
        position = first + outcomes.size();
        return {};
      });
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(position, 9U);
  EXPECT_EQ(rejected, 2U);
  EXPECT_EQ(f.customers().size(), 7U);
}

TEST(Ingest, rejects_a_change_of_what_was_changed_meanwhile_even_within_one_commit) {
  Fixture f;
  f.put(customer("a"));
  const auto known = f.customers().at("a").updated_at;
  auto first = customer("a");
  first.city = given<std::string>("Pune");
  first.unless_changed_since = known;
  auto second = first;
  second.city = given<std::string>("Delhi");
  const auto done = f.ingest.write_customers({first, second});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ((*done)[0].verdict, Verdict::kUpdated);
  ASSERT_EQ((*done)[1].verdict, Verdict::kRejected);
  EXPECT_EQ((*done)[1].issues.front().code, "changed");
  EXPECT_EQ(f.customers().at("a").city, "Pune");
  EXPECT_GT(f.customers().at("a").updated_at, known) << "although the clock stands still";
  auto unknown = customer("nobody");
  unknown.unless_changed_since = known;
  EXPECT_EQ(f.put(unknown).verdict, Verdict::kRejected);
  EXPECT_FALSE(f.customers().contains("nobody"));
  f.put(order("1", "a", 100, 5));
  auto late = order("1", "a", 200, 5);
  late.unless_changed_since = f.orders().at("1").updated_at - 1;
  EXPECT_EQ(f.put(late).verdict, Verdict::kRejected);
  late.unless_changed_since = f.orders().at("1").updated_at;
  EXPECT_EQ(f.put(late).verdict, Verdict::kUpdated);
}

}  // namespace
}  // namespace carillon::ingest
