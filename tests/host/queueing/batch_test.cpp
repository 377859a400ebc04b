#include "queueing/batch.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace carillon::queueing {
namespace {

Row row(std::uint32_t kind, const std::string& body) {
  auto made = row_of({"1", body, kind, 1, 0}, 1'800'000'000'000'000);
  EXPECT_TRUE(made) << made.error().message;
  return *std::move(made);
}
Row customer(const std::string& id) { return row(kCustomerRow, R"({"external_id":")" + id + "\"}"); }
Row order(const std::string& customer) {
  return row(kOrderRow, R"({"external_id":"o","customer_external_id":")" + customer +
                            R"(","amount":1,"ordered_at":"2026-01-01"})");
}
Row bringing(const std::string& customer) {
  return row(kOrderRow, R"({"external_id":"o","customer":{"external_id":")" + customer +
                            R"("},"amount":1,"ordered_at":"2026-01-01"})");
}

TEST(Batch, takes_all_but_a_customer_whom_an_order_before_brings) {
  Batch batch;
  batch.add(order("a"));
  EXPECT_TRUE(batch.takes(customer("a"))) << "an order that only names him is stored behind him in any case";
  batch.add(bringing("b"));
  EXPECT_FALSE(batch.takes(customer("b")));
  EXPECT_TRUE(batch.takes(customer("a")));
  EXPECT_TRUE(batch.takes(bringing("b")));
  EXPECT_EQ(batch.size(), 2U);
}

TEST(Batch, cut_into_single_rows_has_customers_first) {
  Batch batch;
  batch.add(order("a"));
  batch.add(customer("a"));
  const auto singles = std::move(batch).singles();
  ASSERT_EQ(singles.size(), 2U);
  EXPECT_EQ(singles[0].customers.size(), 1U);
  EXPECT_EQ(singles[1].orders.size(), 1U);
}

TEST(Rows, of_one_customer_go_through_one_stream) {
  const auto stream_of = [](std::uint32_t kind, const std::string& body) {
    auto judged = judge(kind, *parse_json(body), 1'800'000'000'000'000);
    EXPECT_TRUE(std::holds_alternative<Judged>(judged));
    return std::get<Judged>(judged).stream();
  };
  std::set<std::size_t> used;
  for (int i = 0; i < 50; ++i) {
    const std::string id = "c" + std::to_string(i);
    const auto stream = stream_of(kCustomerRow, R"({"external_id":")" + id + "\"}");
    EXPECT_EQ(
        stream,
        stream_of(kOrderRow,
                  R"({"external_id":"x","amount":1,"ordered_at":"2026-01-01","customer_external_id":")" + id +
                      "\"}"));
    EXPECT_EQ(
        stream,
        stream_of(kOrderRow,
                  R"({"external_id":"y","amount":1,"ordered_at":"2026-01-01","customer":{"external_id":")" +
                      id + "\"}}"));
    used.insert(stream);
  }
  EXPECT_EQ(used.size(), kStreams.size());
}

}  // namespace
}  // namespace carillon::queueing
