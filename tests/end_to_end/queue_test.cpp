// The real program with a queue: rows are answered 202 and stored by whichever host has the stream.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "campaign.h"
#include "support/mariadb.h"
#include "support/redis.h"

namespace carillon::end_to_end {
namespace {

using test::MariaDb;
using test::Redis;

std::int64_t count_of(const Program& program, const std::string& resource) {
  return number(program.get("/api/v1/" + resource + "?limit=1&count=true").json(), "count");
}

json::array dead_letters(const Program& program) {
  return program.get("/api/v1/ingest/dead-letters").json().at("data").as_array();
}

// A sample of /metrics; -1 when it is not there.
double metric(const Program& program, const std::string& name) {
  const std::string page = program.get("/metrics").body;
  const auto at = page.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::stod(page.substr(at + name.size() + 2));
}

class Queued : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Redis::is_installed()) << "redis-server is not installed; scripts/install-deps brings it";
    redis_ = std::make_unique<Redis>();
  }
  std::vector<std::string> settings(std::vector<std::string> more = {}) const {
    more.insert(more.end(),
                {"CARILLON__QUEUE__PLUGIN=redis", "CARILLON__QUEUE__PORT=" + std::to_string(redis_->port()),
                 "CARILLON__INGEST__QUEUE_LEASE_MS=1000"});
    return more;
  }
  std::filesystem::path data(const std::string& name) const { return folder_.path() / name; }

  TempFolder folder_;
  std::unique_ptr<Redis> redis_;
};

std::string order(const std::string& id, const std::string& customer, const std::string& amount = "10") {
  return R"({"external_id":")" + id + R"(","customer_external_id":")" + customer + R"(","amount":")" +
         amount + R"(","ordered_at":"2026-01-01"})";
}

TEST_F(Queued, rows_are_answered_202_and_stored_soon) {
  const Program program(data("a"), settings());
  const auto one = program.post("/api/v1/customers", R"({"external_id":"c1","name":"Asha"})");
  EXPECT_EQ(one.status, 202) << one.body;
  EXPECT_EQ(one.json().at("status"), json::value("queued"));
  EXPECT_EQ(one.json().at("external_id"), json::value("c1"));
  const auto bad = program.post("/api/v1/customers", R"({"external_id":5,"email":"no"})");
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(bad.json().at("errors").as_array().size(), 2U) << bad.body;
  const auto bulk = program.post(
      "/api/v1/customers/bulk", "{\"external_id\":\"c2\"}\n{\"name\":\"nobody\"}\n{\"external_id\":\"c3\"}\n",
      "application/x-ndjson");
  EXPECT_EQ(bulk.status, 202) << bulk.body;
  EXPECT_EQ(number(bulk.json(), "accepted"), 2);
  EXPECT_EQ(number(bulk.json(), "rejected"), 1);
  EXPECT_EQ(number(bulk.json().at("errors").at(0), "line"), 2);
  EXPECT_EQ(program.post("/api/v1/orders", order("o1", "c1")).status, 202);
  EXPECT_TRUE(
      eventually([&] { return count_of(program, "customers") == 3 && count_of(program, "orders") == 1; }));
  EXPECT_TRUE(eventually([&] { return metric(program, "carillon_queue_consumed_total") == 4; }));
  EXPECT_EQ(metric(program, "carillon_queue_published_total"), 4);
  EXPECT_TRUE(eventually([&] { return metric(program, "carillon_queue_pending_rows") == 0; }));
  EXPECT_EQ(program.get("/readyz").json().at("checks").at("queue"), json::value("ok"));
}

TEST_F(Queued, the_later_of_two_writes_to_one_customer_wins) {
  const Program program(data("a"), settings());
  constexpr int kCustomers = 20, kWrites = 30;
  for (int write = 0; write < kWrites; ++write) {
    std::string rows;
    for (int c = 0; c < kCustomers; ++c) {
      const std::string id = "c" + std::to_string(c), name = std::to_string(write);
      // Now alone, now with an order.
      rows += write % 3 == 0 ? R"({"external_id":")" + id + R"(","name":")" + name + "\"}\n" : "";
    }
    if (!rows.empty()) {
      ASSERT_EQ(program.post("/api/v1/customers/bulk", rows, "application/x-ndjson").status, 202);
      continue;
    }
    for (int c = 0; c < kCustomers; ++c) {
      const std::string id = "c" + std::to_string(c), name = std::to_string(write);
      rows += R"({"external_id":"o)" + id + R"(","customer":{"external_id":")" + id + R"(","name":")" + name +
              R"("},"amount":")" + name + R"(","ordered_at":"2026-01-01"})" + "\n";
    }
    ASSERT_EQ(program.post("/api/v1/orders/bulk", rows, "application/x-ndjson").status, 202);
  }
  ASSERT_TRUE(
      eventually([&] { return metric(program, "carillon_queue_consumed_total") == kCustomers * kWrites; }));
  for (int c = 0; c < kCustomers; ++c) {
    const auto customer = program.get("/api/v1/customers/external:c" + std::to_string(c)).json();
    EXPECT_EQ(customer.at("name"), json::value(std::to_string(kWrites - 1)));
    EXPECT_EQ(customer.at("total_spend").to_number<double>(), kWrites - 1);
  }
}

TEST_F(Queued, an_order_waits_for_its_customer_and_is_given_up_when_he_does_not_come) {
  const Program program(data("a"), settings({"CARILLON__INGEST__QUEUE_RETRY_BASE_MS=100",
                                             "CARILLON__INGEST__QUEUE_RETRY_MAX_MS=200",
                                             "CARILLON__INGEST__QUEUE_ATTEMPTS=5"}));
  ASSERT_EQ(program.post("/api/v1/orders", order("o1", "late")).status, 202);
  ASSERT_EQ(program.post("/api/v1/orders", order("o2", "never")).status, 202);
  ASSERT_TRUE(eventually([&] { return metric(program, "carillon_queue_repeated_total") >= 1; }));
  ASSERT_EQ(program.post("/api/v1/customers", R"({"external_id":"late"})").status, 202);
  EXPECT_TRUE(eventually([&] { return program.get("/api/v1/orders/external:o1").status == 200; }));
  ASSERT_TRUE(eventually([&] { return dead_letters(program).size() == 1; }));
  const json::value letter = dead_letters(program)[0];
  EXPECT_EQ(letter.at("row").at("external_id"), json::value("o2"));
  EXPECT_EQ(letter.at("kind"), json::value("orders"));
  EXPECT_NE(std::string(letter.at("reason").as_string()).find("no customer \"never\""), std::string::npos);
  const std::string path = "/api/v1/ingest/dead-letters/" + std::string(letter.at("id").as_string());
  ASSERT_EQ(program.post("/api/v1/customers", R"({"external_id":"never"})").status, 202);
  EXPECT_EQ(program.post(path + "/retry").status, 202);
  EXPECT_TRUE(eventually([&] { return program.get("/api/v1/orders/external:o2").status == 200; }));
  EXPECT_EQ(program.post(path + "/retry").status, 404);
  EXPECT_EQ(program.request("DELETE", path, {}, {}).status, 404);
}

TEST_F(Queued, what_is_no_row_becomes_a_dead_letter_and_holds_nothing_up) {
  const Program program(data("a"), settings());
  ASSERT_EQ(program.post("/api/v1/customers", R"({"external_id":"c1"})").status, 202);
  for (const char* stream : {"rows-0", "rows-1", "rows-2", "rows-3"}) {
    redis_->ask({"XADD", std::string("carillon:") + stream, "*", "k", "1", "b", "no JSON"});
    redis_->ask({"XADD", std::string("carillon:") + stream, "*", "k", "99", "b", "{}"});
    redis_->ask({"XADD", std::string("carillon:") + stream, "*", "k", "2", "b", R"({"external_id":"x"})"});
  }
  ASSERT_EQ(program.post("/api/v1/customers", R"({"external_id":"c2"})").status, 202);
  EXPECT_TRUE(
      eventually([&] { return count_of(program, "customers") == 2 && dead_letters(program).size() == 12; }));
  for (const json::value& letter : dead_letters(program)) {
    const std::string path = "/api/v1/ingest/dead-letters/" + std::string(letter.at("id").as_string());
    EXPECT_EQ(program.request("DELETE", path, {}, {}).status, 204);
  }
  EXPECT_TRUE(dead_letters(program).empty());
}

TEST_F(Queued, a_queue_that_is_down_is_answered_503_and_the_rest_goes_on) {
  const Program program(data("a"), settings());
  ASSERT_EQ(program.post("/api/v1/customers", R"({"external_id":"c1"})").status, 202);
  ASSERT_TRUE(eventually([&] { return count_of(program, "customers") == 1; }));
  redis_->kill();
  const auto refused = program.post("/api/v1/customers", R"({"external_id":"c2"})");
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_NE(refused.head.find("Retry-After:"), std::string::npos) << refused.head;
  const auto bulk = program.post("/api/v1/customers/bulk", customers_ndjson(10), "application/x-ndjson");
  EXPECT_EQ(bulk.status, 503) << bulk.body;
  EXPECT_TRUE(eventually([&] {
    const auto ready = program.get("/readyz");
    const std::string queue(ready.json().at("checks").at("queue").as_string());
    return ready.status == 200 && queue.starts_with("degraded");
  }));
  EXPECT_EQ(program.get("/api/v1/customers/external:c1").status, 200);
  redis_->start();
  EXPECT_TRUE(
      eventually([&] { return program.post("/api/v1/customers", R"({"external_id":"c2"})").status == 202; }));
  EXPECT_TRUE(eventually([&] { return count_of(program, "customers") == 2; }));
}

TEST_F(Queued, a_request_with_a_key_is_queued_once_and_a_full_queue_is_answered_503) {
  const Program program(data("a"), settings());
  const auto send = [&](const std::string& body) {
    return program.send_raw(
        "POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
        "application/json\r\nIdempotency-Key: k1\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  const std::string first = send(R"({"external_id":"c1"})"), second = send(R"({"external_id":"c1"})");
  EXPECT_NE(first.find(" 202 "), std::string::npos) << first;
  EXPECT_NE(second.find(" 202 "), std::string::npos) << second;
  EXPECT_NE(second.find("Idempotency-Replayed"), std::string::npos) << second;
  EXPECT_EQ(metric(program, "carillon_queue_published_total"), 1);
  EXPECT_NE(send(R"({"external_id":"c2"})").find(" 422 "), std::string::npos);
  redis_->ask({"CONFIG", "SET", "maxmemory", "1"});
  const auto full = program.post("/api/v1/customers", R"({"external_id":"c3"})");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.json().at("code"), json::value("storage_full"));
  EXPECT_NE(full.head.find("Retry-After:"), std::string::npos);
}

TEST_F(Queued, a_host_that_ends_in_order_leaves_nothing_pending) {
  Program program(data("a"), settings());
  ASSERT_EQ(program.post("/api/v1/customers/bulk", customers_ndjson(3'000), "application/x-ndjson").status,
            202);
  EXPECT_EQ(program.terminate(), 0);
  for (const char* stream : {"rows-0", "rows-1", "rows-2", "rows-3"}) {
    const std::string key = std::string("carillon:") + stream;
    EXPECT_EQ(redis_->ask({"XPENDING", key, "hosts", "-", "+", "10"}), "0") << key;
    EXPECT_EQ(redis_->ask({"GET", key + ":owner"}), "") << "another may take it at once";
  }
  const Program again(data("a"), settings());
  EXPECT_TRUE(eventually([&] { return count_of(again, "customers") == 3'000; }));
}

TEST_F(Queued, two_hosts_store_each_row_once_in_effect_though_one_is_killed_in_the_middle) {
  ASSERT_TRUE(MariaDb::is_installed()) << "mariadbd is not installed; scripts/install-deps brings it";
  MariaDb& server = MariaDb::shared();
  const std::string database = server.new_database();
  const auto both = settings({"CARILLON__STORAGE__PLUGIN=mysql", "CARILLON__STORAGE__HOST=127.0.0.1",
                              "CARILLON__STORAGE__PORT=" + std::to_string(server.port()),
                              std::string("CARILLON__STORAGE__USER=") + MariaDb::kUser,
                              std::string("CARILLON__STORAGE__PASSWORD=") + MariaDb::kPassword,
                              "CARILLON__STORAGE__DATABASE=" + database, "CARILLON__INGEST__QUEUE_ROWS=50"});
  Program first(data("a"), both);
  const Program second(data("b"), both);
  constexpr int kCustomers = 500, kOrders = 8'000;
  ASSERT_EQ(
      second.post("/api/v1/customers/bulk", customers_ndjson(kCustomers), "application/x-ndjson").status,
      202);
  std::string orders;
  for (int i = 0; i < kOrders; ++i)
    orders += order("o" + std::to_string(i), "k" + std::to_string(i % kCustomers), "2") + "\n";
  ASSERT_EQ(second.post("/api/v1/orders/bulk", orders, "application/x-ndjson").status, 202);
  ASSERT_TRUE(eventually([&] { return metric(first, "carillon_queue_consumed_total") > 500; }));
  first.kill();
  ASSERT_LT(count_of(second, "orders"), kOrders) << "it was to be killed in the middle";
  ASSERT_TRUE(eventually([&] { return count_of(second, "orders") == kOrders; }));
  ASSERT_TRUE(eventually([&] {
    return metric(second, "carillon_queue_pending_rows") == 0 &&
           metric(second, "carillon_queue_waiting_rows") == 0;
  }));
  for (int c = 0; c < kCustomers; c += 37) {
    const auto customer = second.get("/api/v1/customers/external:k" + std::to_string(c)).json();
    EXPECT_EQ(customer.at("total_spend").to_number<double>(), 2.0 * kOrders / kCustomers);
    EXPECT_EQ(number(customer, "order_count"), kOrders / kCustomers);
  }
  EXPECT_TRUE(dead_letters(second).empty());
  const Finished checked = run({"storage", "check", "--data", data("tool")}, both);
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

}  // namespace
}  // namespace carillon::end_to_end
