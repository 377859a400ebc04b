#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Campaigns : public ApiTest {
 protected:
  Campaigns() {
    std::string rows = "external_id,phone,consent_sms\n";
    for (int i = 0; i < 20; ++i)
      rows += "c" + std::to_string(i) + ",+9198123456" + std::to_string(10 + i) + ",true\n";
    send("POST", "/api/v1/customers/bulk", rows, {{"Content-Type", "text/csv"}});
  }
  Answered draft() {
    return post(
        "/api/v1/campaigns",
        R"({"name":"Hello","channel":"sms","rule":{"all":[]},"template":{"text":"Hi {{ customer.name | default: \"there\" }}"}})");
  }
};

TEST_F(Campaigns, run_from_draft_to_completion_and_are_followed) {
  const auto made = draft();
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  EXPECT_EQ(send("POST", path + "/pause").status(), 409);
  const auto launched = send("POST", path + "/launch");
  ASSERT_EQ(launched.status(), 200) << launched;
  EXPECT_EQ(launched.text("/audience_size"), "20");
  const auto events = get(path + "/events");
  ASSERT_TRUE(events.response.stream);
  EXPECT_EQ(events.response.content_type, "text/event-stream");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string last;
  for (std::string piece = events.response.stream(); !piece.empty(); piece = events.response.stream()) {
    last = piece;
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << last;
  }
  EXPECT_TRUE(last.starts_with("event: end\ndata: ")) << last;
  const auto stats = get(path + "/stats");
  std::int64_t sum = 0;
  for (const char* state : {"queued", "sending", "sent", "delivered", "opened", "clicked", "skipped",
                            "failed", "bounced", "complained"}) {
    sum += stats.body.at(state).to_number<std::int64_t>();
  }
  EXPECT_EQ(sum, 20) << stats;
  EXPECT_EQ(get(path + "/messages").body.at("data").get_array().size(), 20u);
  EXPECT_EQ(send("POST", path + "/launch").status(), 409);
  EXPECT_EQ(get("/api/v1/campaigns?state=draft&count=true").text("/count"), "0");
}

TEST_F(Campaigns, are_refused_with_every_fault) {
  const auto a = post(
      "/api/v1/campaigns",
      R"({"name":"x","channel":"smoke","segment_id":"12345","template":{"text":"{{ customer.nope }}"}})");
  ASSERT_EQ(a.status(), 422) << a;
  for (const char* pointer : {"\"/channel\"", "\"/segment_id\"", "\"/template/text\""}) {
    EXPECT_NE(a.response.body.find(pointer), std::string::npos) << pointer << a;
  }
  EXPECT_EQ(post("/api/v1/campaigns", R"({"name":"x","channel":"sms","template":{"text":"hi"}})").status(),
            422);
  EXPECT_EQ(send("POST", "/api/v1/campaigns/77/launch").status(), 404);
}

TEST_F(Campaigns, to_segments_include_and_exclude) {
  const auto everybody = post("/api/v1/segments", R"({"name":"All","rule":{"all":[]}})").text("/id");
  const auto one =
      post("/api/v1/segments", R"({"name":"One","rule":{"field":"external_id","op":"eq","value":"c1"}})")
          .text("/id");
  const auto made =
      post("/api/v1/campaigns", R"({"name":"x","channel":"sms","audience":{"include":[")" + everybody +
                                    R"("],"exclude":[")" + one + R"("]},"template":{"text":"hi"}})");
  ASSERT_EQ(made.status(), 201) << made;
  EXPECT_EQ(send("POST", "/api/v1/campaigns/" + made.text("/id") + "/launch").text("/audience_size"), "19");
}

TEST_F(Campaigns, take_named_customers) {
  const auto made = post(
      "/api/v1/campaigns",
      R"({"name":"x","channel":"sms","customer_ids":["external:c1","external:c2"],"template":{"text":"hi"}})");
  ASSERT_EQ(made.status(), 201) << made;
  EXPECT_EQ(send("POST", "/api/v1/campaigns/" + made.text("/id") + "/launch").text("/audience_size"), "2");
}

TEST_F(Campaigns, channels_and_plugins_are_listed) {
  EXPECT_EQ(get("/api/v1/channels").text("/data/0/address"), "phone");
  EXPECT_EQ(get("/api/v1/plugins/sms_sim").text("/instances/0/name"), "sms");
  EXPECT_EQ(get("/api/v1/plugins/nope").status(), 404);
  EXPECT_EQ(send("POST", "/api/v1/plugins/rescan").status(), 200);
  EXPECT_EQ(post("/api/v1/channels/nope/receipts", "{}").status(), 404);
}

TEST_F(Campaigns, suggestions_are_templates_that_compile) {
  const auto a = post("/api/v1/ai/message-suggestions",
                      R"({"objective":"Thank our best customers with 10% off","channel":"sms"})");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/provider"), "mock");
  for (const auto& suggestion : a.body.at("suggestions").get_array()) {
    json::object content{{"template", json::object{{"text", suggestion.at("text")}}}};
    EXPECT_TRUE(std::holds_alternative<delivery::Content>(delivery->check_content(content, "x")));
  }
  EXPECT_EQ(post("/api/v1/ai/message-suggestions", R"({"objective":"  "})").status(), 422);
}

}  // namespace
}  // namespace carillon::api::testing
