// The host's side over a queue in memory that fails: what comes of rows, whatever happens.
#include <chrono>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "fake_queue.h"
#include "ingest_fixture.h"
#include "queueing/queue.h"

namespace carillon::queueing {
namespace {

using namespace std::chrono_literals;
using ingest::testing::Fixture;

bool eventually(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);  // the condition is another thread's
  }
  return true;
}

ConsumerOptions quick() {
  ConsumerOptions options;
  options.rows = 7;
  options.lease = 1'000ms;
  options.max_deliveries = 1'000;
  options.pauses = {10ms, 20ms, 1'000, 10'000};
  return options;
}

void publish(Queue& queue, std::uint32_t kind, const json::value& row, const Clock& clock) {
  auto judged = judge(kind, row, clock.now_us());
  ASSERT_TRUE(std::holds_alternative<Judged>(judged)) << text_of(std::get<Issues>(judged));
  ASSERT_TRUE(queue.publish(std::get<Judged>(judged)));
}

// What customers and orders come to when rows take effect one by one; orders that come too early wait.
struct Model {
  std::map<std::string, std::string> names;     // by customer
  std::map<std::string, std::int64_t> amounts;  // by order
  std::map<std::string, std::vector<std::pair<std::string, std::int64_t>>> early;

  void customer(const std::string& id, const std::string& name) {
    names[id] = name;
    for (const auto& [order, amount] : early[id]) amounts[order] = amount;
    early.erase(id);
  }
  void order(const std::string& id, const std::string& customer, std::int64_t amount) {
    if (names.contains(customer)) {
      amounts[id] = amount;
    } else {
      early[customer].emplace_back(id, amount);
    }
  }
};

class AnyFaults : public ::testing::TestWithParam<unsigned> {};

TEST_P(AnyFaults, rows_come_to_the_same_as_one_by_one_in_order) {
  std::minstd_rand random(GetParam());
  Fixture f;
  FakeQueue fake(15, GetParam());
  auto queue = std::make_unique<Queue>(fake.table(), fake.self(), f.ingest, f.clock, "first", quick());
  queue->start();
  Model model;
  for (int i = 0; i < 300; ++i) {
    const std::string customer = "c" + std::to_string(random() % 6);
    const std::string name = "n" + std::to_string(i);
    const std::string order = customer + "-o" + std::to_string(random() % 3);
    const json::object bare{{"external_id", order}, {"amount", i}, {"ordered_at", "2025-01-01"}};
    switch (random() % 5) {
      case 0:
        publish(*queue, kCustomerRow, json::object{{"external_id", customer}, {"name", name}}, f.clock);
        model.customer(customer, name);
        break;
      case 1: {
        auto row = bare;
        row["customer"] = json::object{{"external_id", customer}, {"name", name}};
        publish(*queue, kOrderRow, row, f.clock);
        model.customer(customer, name);
        model.order(order, customer, i);
        break;
      }
      default: {
        auto row = bare;
        row["customer_external_id"] = customer;
        publish(*queue, kOrderRow, row, f.clock);
        model.order(order, customer, i);
      }
    }
    if (i == 150) {  // another host goes on in the middle
      queue.reset();
      queue = std::make_unique<Queue>(fake.table(), fake.self(), f.ingest, f.clock, "second", quick());
      queue->start();
    }
  }
  for (int c = 0; c < 6; ++c) {
    const std::string customer = "c" + std::to_string(c);
    publish(*queue, kCustomerRow, json::object{{"external_id", customer}, {"name", "last"}}, f.clock);
    model.customer(customer, "last");
  }
  fake.heal();
  ASSERT_TRUE(eventually([&] { return fake.open_entries() == 0; })) << fake.open_entries() << " left";
  queue.reset();
  EXPECT_TRUE(fake.dead().empty());
  const auto customers = f.customers();
  EXPECT_EQ(customers.size(), model.names.size());
  std::map<std::string, std::int64_t> sums;
  for (const auto& [order, amount] : model.amounts) sums[order.substr(0, 2)] += amount;
  for (const auto& [id, customer] : customers) {
    EXPECT_EQ(customer.name, model.names.at(id)) << id;
    EXPECT_EQ(customer.total_spend.units, sums[id] * Decimal::kScale) << id;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyFaults, ::testing::Range(1U, 7U));

TEST(Consumer, a_row_that_ended_hosts_again_and_again_is_buried_and_its_neighbours_are_stored) {
  Fixture f;
  FakeQueue fake;
  auto options = quick();
  options.max_deliveries = 5;
  Queue queue(fake.table(), fake.self(), f.ingest, f.clock, "host", options);
  publish(queue, kCustomerRow, json::object{{"external_id", "bad"}}, f.clock);
  fake.set_deliveries(5);
  publish(queue, kCustomerRow, json::object{{"external_id", "good"}}, f.clock);
  queue.start();
  ASSERT_TRUE(eventually([&] { return fake.open_entries() == 0; }));
  queue.stop();
  ASSERT_EQ(fake.dead().size(), 1U);
  EXPECT_NE(fake.dead()[0].body.find("bad"), std::string::npos);
  EXPECT_NE(fake.dead()[0].reason.find("delivered 6 times"), std::string::npos) << fake.dead()[0].reason;
  EXPECT_EQ(f.customers().size(), 1U);
  EXPECT_EQ(queue.counters().stored, 1U);
  EXPECT_EQ(queue.counters().buried, 1U);
}

TEST(Consumer, hosts_share_the_streams_and_each_takes_all_when_it_is_alone) {
  Fixture f;
  FakeQueue fake;
  Queue first(fake.table(), fake.self(), f.ingest, f.clock, "first", quick());
  first.start();
  ASSERT_TRUE(eventually([&] { return first.counters().streams == kStreams.size(); }));
  Queue second(fake.table(), fake.self(), f.ingest, f.clock, "second", quick());
  second.start();
  constexpr std::uint64_t kHalf = kStreams.size() / 2;
  ASSERT_TRUE(
      eventually([&] { return first.counters().streams == kHalf && second.counters().streams == kHalf; }));
  for (int i = 0; i < 40; ++i)
    publish(second, kCustomerRow, json::object{{"external_id", "c" + std::to_string(i)}}, f.clock);
  ASSERT_TRUE(eventually([&] { return first.counters().stored + second.counters().stored == 40; }));
  EXPECT_GT(first.counters().stored, 0U);
  EXPECT_GT(second.counters().stored, 0U);
  first.stop();
  EXPECT_TRUE(eventually([&] { return second.counters().streams == kStreams.size(); }));
  EXPECT_EQ(f.customers().size(), 40U);
}

TEST(Queue, tells_bad_rows_of_a_bulk_with_their_line_and_takes_the_good_ones) {
  Fixture f;
  FakeQueue fake;
  Queue queue(fake.table(), fake.self(), f.ingest, f.clock, "host", quick());
  const std::string body = "{\"external_id\":\"a\"}\nnonsense\n{\"name\":\"x\"}\n{\"external_id\":\"b\"}\n";
  const auto receipt =
      queue.publish_bulk({ingest::Noun::kCustomers, ingest::Format::kNdjson, ingest::read_text(body), {}});
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(receipt->received, 4U);
  EXPECT_EQ(receipt->accepted, 2U);
  EXPECT_EQ(receipt->rejected, 2U);
  ASSERT_EQ(receipt->errors.size(), 2U);
  EXPECT_EQ(receipt->errors[0].line, 2U);
  EXPECT_EQ(receipt->errors[1].line, 3U);
  EXPECT_EQ(fake.open_entries(), 2U);
}

}  // namespace
}  // namespace carillon::queueing
