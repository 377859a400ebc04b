#include "store/idempotency.h"

#include <latch>
#include <thread>

#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Keys : public ApiTest {
 protected:
  Answered keyed(const std::string& target, const std::string& body, const std::string& key,
                 const std::string& type = "application/json") {
    return send("POST", target, body, {{"Content-Type", type}, {"Idempotency-Key", key}});
  }
  static bool replayed(const Answered& a) { return a.header("Idempotency-Replayed") == "true"; }
  std::string count(const std::string& path) { return get(path + "?count=true&limit=1").text("/count"); }
};

TEST_F(Keys, give_the_first_answer_again_whatever_happened_since) {
  const std::pair<std::string, std::string> creations[] = {
      {"/api/v1/customers", R"({"external_id":"a","name":"Asha"})"},
      {"/api/v1/orders",
       R"({"external_id":"1","customer_external_id":"a","amount":5,"ordered_at":"2025-01-02"})"},
      {"/api/v1/segments", R"({"name":"s","rule":{"field":"city","op":"eq","value":"Pune"}})"},
      {"/api/v1/campaigns",
       R"({"name":"c","customer_ids":["external:a"],"channel":"sms","template":{"text":"Hi"}})"},
      {"/api/v1/customers/bulk", R"([{"external_id":"b"}])"},
      {"/api/v1/imports?kind=customers", R"([{"external_id":"c"}])"},
  };
  for (const auto& [path, body] : creations) {
    const auto first = keyed(path, body, "k-" + path);
    ASSERT_LT(first.status(), 300) << path << first;
    EXPECT_FALSE(replayed(first));
    send("PATCH", "/api/v1/customers/external:a", R"({"city":")" + path + "\"}");
    const auto again = keyed(path, body, "k-" + path);
    EXPECT_TRUE(replayed(again)) << path;
    EXPECT_EQ(again.status(), first.status());
    EXPECT_EQ(again.response.body, first.response.body);
    EXPECT_EQ(again.header("ETag"), first.header("ETag"));
    EXPECT_EQ(again.header("Location"), first.header("Location"));
    const auto other = keyed(path, body + " ", "k-" + path);
    EXPECT_EQ(other.status(), 422) << other;
    EXPECT_EQ(other.text("/code"), "idempotency_key_reused");
  }
  EXPECT_EQ(count("/api/v1/segments"), "1");
  EXPECT_EQ(get("/api/v1/imports").text("/data/1/id"), "(absent)");
}

TEST_F(Keys, let_a_campaign_be_launched_once) {
  post("/api/v1/customers", R"({"external_id":"a","phone":"+919812345678","consent_sms":true})");
  const auto campaign =
      post("/api/v1/campaigns",
           R"({"name":"c","customer_ids":["external:a"],"channel":"sms","template":{"text":"Hi"}})");
  ASSERT_EQ(campaign.status(), 201) << campaign;
  const std::string path = "/api/v1/campaigns/" + campaign.text("/id") + "/launch";
  const auto first = send("POST", path, "", {{"Idempotency-Key", "go"}});
  ASSERT_LT(first.status(), 300) << first;
  const auto again = send("POST", path, "", {{"Idempotency-Key", "go"}});
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_TRUE(replayed(again));
  EXPECT_EQ(keyed("/api/v1/segments", "{}", "go").status(), 422) << "a key is for one request";
}

TEST_F(Keys, of_refused_requests_may_be_used_again) {
  EXPECT_EQ(keyed("/api/v1/customers", R"({"external_id":"a","email":"broken"})", "k").status(), 422);
  EXPECT_EQ(keyed("/api/v1/customers", R"({"external_id":"a","email":"a@example.com"})", "k").status(), 201);
  EXPECT_EQ(keyed("/api/v1/customers", "{}", "two words").status(), 400);
  EXPECT_EQ(keyed("/api/v1/customers", "{}", std::string(201, 'k')).status(), 400);
}

TEST_F(Keys, give_two_requests_at_once_one_effect_and_one_answer) {
  for (int round = 0; round < 5; ++round) {
    constexpr int kThreads = 4;
    std::latch start(kThreads);
    std::vector<Answered> answers(kThreads);
    std::vector<std::thread> threads;
    const std::string key = "k" + std::to_string(round);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        start.arrive_and_wait();
        answers[static_cast<std::size_t>(t)] = keyed(
            "/api/v1/segments", R"({"name":"s","rule":{"field":"city","op":"eq","value":"Pune"}})", key);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& a : answers) {
      EXPECT_EQ(a.status(), 201) << a;
      EXPECT_EQ(a.response.body, answers.front().response.body);
    }
    EXPECT_EQ(count("/api/v1/segments"), std::to_string(round + 1));
  }
}

TEST_F(Keys, are_forgotten_after_their_day) {
  const auto keep = [&](const std::string& key, std::int64_t expires_at) {
    EXPECT_TRUE(store::testing::succeeded(store.database().write([&](store::Session& session) {
      return store::keep_answer(session, {key, "f", 201, "application/json", "{}", "{}", expires_at});
    })));
  };
  const auto kept = [&](const std::string& key) {
    bool there = false;
    EXPECT_TRUE(store::testing::succeeded(store.database().read([&](store::Session& session) -> Status {
      const auto found = store::find_answer(session, key);
      if (!found) return found.error();
      there = found->has_value();
      return {};
    })));
    return there;
  };
  const std::int64_t now = clock.now_us();
  keep("old", now - 1);
  keep("young", now + 3'600'000'000);
  EXPECT_EQ(keyed("/api/v1/customers", R"({"external_id":"a"})", "any").status(), 201);
  EXPECT_FALSE(kept("old")) << "the sweep comes with the first key";
  EXPECT_TRUE(kept("young"));
  keep("late", now - 1);
  EXPECT_EQ(keyed("/api/v1/customers", R"({"external_id":"b"})", "late").status(), 201)
      << "an expired key is free although no sweep has come by";
  EXPECT_TRUE(replayed(keyed("/api/v1/customers", R"({"external_id":"b"})", "late")));
}

TEST_F(Keys, another_host_that_is_first_with_a_key_gives_the_answer) {
  // As when the key appears between the look for it and the commit: the effect and the answer go together.
  const std::string body = R"({"external_id":"a"})";
  const auto first = keyed("/api/v1/customers", body, "k");
  ASSERT_EQ(first.status(), 201);
  const auto taken = ingest->write_customers(
      [] {
        std::vector<ingest::CustomerInput> rows(1);
        rows[0].external_id = "other";
        return rows;
      }(),
      [](store::Session& session, std::size_t, std::span<const ingest::Outcome>) {
        return store::keep_answer(session, {"k", "f", 201, "application/json", "{}", "{}", 1});
      });
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().status, CRL_E_CONFLICT);
  EXPECT_EQ(get("/api/v1/customers/external:other").status(), 404) << "no effect without its answer";
}

}  // namespace
}  // namespace carillon::api::testing
