#include "queueing/waiting.h"

#include <gtest/gtest.h>

namespace carillon::queueing {
namespace {

using namespace std::chrono_literals;

Row order(std::string id, std::string customer) {
  ingest::OrderInput input;
  input.external_id = id;
  input.customer_external_id = std::move(customer);
  return {std::move(id), 1, 0, std::move(input)};
}

std::vector<std::string> ids(const std::vector<Row>& rows) {
  std::vector<std::string> out;
  for (const Row& row : rows) out.push_back(row.id);
  return out;
}

std::vector<Row> rows_of(auto... rows) {
  std::vector<Row> out;
  (out.push_back(std::move(rows)), ...);
  return out;
}

using Ids = std::vector<std::string>;

TEST(Waiting, pauses_double_until_the_longest_and_then_the_order_is_given_up) {
  Waiting waiting({100ms, 250ms, 4, 10});
  const Waiting::Clock::time_point start{};
  auto rows = rows_of(order("1", "a"));
  for (const auto pause : {100ms, 200ms, 250ms}) {
    EXPECT_TRUE(waiting.tried(std::move(rows), start).empty());
    EXPECT_EQ(waiting.next_due(), start + pause);
    EXPECT_TRUE(waiting.due(start + pause - 1ms).empty());
    rows = waiting.due(start + pause);
    ASSERT_EQ(rows.size(), 1U);
  }
  EXPECT_EQ(ids(waiting.tried(std::move(rows), start)), Ids{"1"});
  EXPECT_EQ(waiting.size(), 0U);
}

TEST(Waiting, orders_of_a_customer_stay_in_line_and_leave_together) {
  Waiting waiting({});
  const Waiting::Clock::time_point start{};
  ASSERT_TRUE(waiting.tried(rows_of(order("1", "a"), order("2", "b"), order("3", "a")), start).empty());
  waiting.queue(order("4", "a"));
  EXPECT_EQ(waiting.size(), 4U);
  EXPECT_TRUE(waiting.has("a"));
  EXPECT_EQ(ids(waiting.release("a")), (Ids{"1", "3", "4"}));
  EXPECT_FALSE(waiting.has("a"));
  EXPECT_TRUE(waiting.release("a").empty());
  EXPECT_EQ(ids(waiting.due(start + 500ms)), Ids{"2"});
}

TEST(Waiting, takes_no_more_than_it_may) {
  Waiting waiting({100ms, 100ms, 9, 2});
  auto given_up = waiting.tried(rows_of(order("1", "a"), order("2", "b"), order("3", "c")), {});
  EXPECT_EQ(ids(given_up), Ids{"3"});
  EXPECT_TRUE(waiting.full());
}

}  // namespace
}  // namespace carillon::queueing
