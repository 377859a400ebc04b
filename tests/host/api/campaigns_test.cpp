#include <algorithm>

#include "api_fixture.h"
#include "base/time_text.h"

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

TEST_F(Campaigns, are_changed_while_they_are_drafts_by_whoever_saw_the_last_state) {
  const auto made = draft();
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  const std::string tag = get(path).header("ETag");
  const auto changed =
      send("PATCH", path,
           R"({"name":"Bye","tags":["winter"],"template":{"text":"Bye"},"options":{"priority":9},
      "customer_ids":["external:c1"]})",
           {{"If-Match", tag}});
  ASSERT_EQ(changed.status(), 200) << changed;
  EXPECT_EQ(changed.text("/name"), "Bye");
  EXPECT_EQ(changed.text("/template/text"), "Bye");
  EXPECT_EQ(changed.text("/options/priority"), "9");
  EXPECT_EQ(changed.text("/audience/rule"), "(absent)");
  EXPECT_EQ(send("PATCH", path, R"({"name":"Again"})", {{"If-Match", tag}}).status(), 412);
  EXPECT_EQ(send("PATCH", path, R"({"options":{"holdout":0.5,"schedule":{"at":"soon"}}})").status(), 422);
  EXPECT_EQ(send("PATCH", path, R"({"template":{"text":null}})").status(), 422);
  EXPECT_EQ(send("PATCH", path, R"({"options":null,"objective":null})").text("/options"), "{}");
  EXPECT_EQ(send("POST", path + "/launch").text("/audience_size"), "1");
  EXPECT_EQ(send("PATCH", path, R"({"name":"Late"})").status(), 409);
  EXPECT_EQ(send("DELETE", path).status(), 409);
}

TEST_F(Campaigns, are_copied_tagged_put_away_found_and_deleted) {
  const auto made = draft();
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  ASSERT_EQ(send("PATCH", path, R"({"tags":["Winter"]})").status(), 200);
  const auto copy = send("POST", path + "/duplicate");
  ASSERT_EQ(copy.status(), 201) << copy;
  EXPECT_EQ(copy.text("/name"), "Hello (copy)");
  EXPECT_EQ(copy.text("/state"), "draft");
  ASSERT_EQ(send("POST", path + "/archive").status(), 200);
  const auto found = [&](const std::string& query) {
    return get("/api/v1/campaigns?count=true&" + query).text("/count");
  };
  EXPECT_EQ(found("tag=winter"), "1");
  EXPECT_EQ(found("tag=winter&archived=any"), "2");
  EXPECT_EQ(found("archived=true"), "1");
  EXPECT_EQ(found("search=COPY"), "1");
  EXPECT_EQ(found("channel=smoke"), "0");
  EXPECT_EQ(send("POST", path + "/unarchive").text("/archived"), "false");
  EXPECT_EQ(send("DELETE", "/api/v1/campaigns/" + copy.text("/id")).status(), 204);
  EXPECT_EQ(get("/api/v1/campaigns/" + copy.text("/id")).status(), 404);
  EXPECT_EQ(found("archived=any"), "1");
}

TEST_F(Campaigns, tell_who_did_what_to_them) {
  const auto made = post("/api/v1/campaigns",
                         R"({"name":"x","channel":"sms","rule":{"all":[]},"template":{"text":"hi"},
      "options":{"approval":true,"schedule":{"at":"2099-01-01T00:00:00Z"}}})");
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  EXPECT_EQ(send("POST", path + "/launch").status(), 409);
  EXPECT_EQ(post(path + "/submit", R"({"note":"please"})").text("/approval"), "submitted");
  EXPECT_EQ(send("POST", path + "/approve").text("/approval"), "approved");
  const auto scheduled = send("POST", path + "/launch");
  EXPECT_EQ(scheduled.text("/state"), "scheduled") << scheduled;
  EXPECT_EQ(scheduled.text("/scheduled_at"), "2099-01-01T00:00:00Z");
  EXPECT_EQ(send("POST", path + "/unschedule").text("/state"), "draft");
  EXPECT_EQ(send("POST", path + "/retry-failed").status(), 409);
  EXPECT_EQ(send("POST", path + "/cancel").text("/state"), "cancelled");
  const auto log = get(path + "/log");
  std::string events;
  for (const auto& event : log.body.at("data").get_array())
    events += json::value_to<std::string>(event.at("what")) + " ";
  EXPECT_EQ(events, "created submitted approved scheduled unscheduled cancelled ");
  EXPECT_EQ(log.text("/data/1/detail"), "please");
}

TEST_F(Campaigns, go_to_new_members_when_asked) {
  const auto made = draft();
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  ASSERT_EQ(send("POST", path + "/launch").status(), 200);
  send("POST", "/api/v1/customers/bulk", "external_id,phone,consent_sms\nnew,+919812345699,true\n",
       {{"Content-Type", "text/csv"}});
  const auto added = send("POST", path + "/send-to-new-members");
  EXPECT_EQ(added.text("/messages"), "1") << added;
  EXPECT_EQ(added.text("/campaign/audience_size"), "21");
}

TEST_F(Campaigns, are_launched_on_saving_their_segment_when_asked) {
  const auto saved = post(
      "/api/v1/segments",
      R"({"name":"All","rule":{"all":[]},"campaign":{"name":"Now","channel":"sms","template":{"text":"hi"}}})");
  ASSERT_EQ(saved.status(), 201) << saved;
  const auto campaign = get("/api/v1/campaigns/" + saved.text("/campaign_id"));
  EXPECT_EQ(campaign.text("/audience_size"), "20") << campaign;
  EXPECT_EQ(campaign.text("/audience/segment_id"), saved.text("/id"));
  const auto later = post(
      "/api/v1/segments",
      R"({"name":"All","rule":{"all":[]},"campaign":{"name":"Later","channel":"sms","template":{"text":"hi"},"launch":false}})");
  EXPECT_EQ(get("/api/v1/campaigns/" + later.text("/campaign_id")).text("/state"), "draft");
  const auto wrong = post(
      "/api/v1/segments",
      R"({"name":"All","rule":{"all":[]},"campaign":{"name":"x","channel":"smoke","template":{"text":"{{ nope }}"}}})");
  EXPECT_EQ(wrong.status(), 422);
  EXPECT_NE(wrong.response.body.find("\"/campaign/channel\""), std::string::npos) << wrong;
  EXPECT_EQ(get("/api/v1/segments?count=true").text("/count"), "2")
      << "nothing is saved when its campaign is wrong";
}

TEST_F(Campaigns, are_forecast_before_they_are_launched) {
  send("POST", "/api/v1/customers/bulk",
       "external_id,name,phone,consent_sms\nn1,Asha,+919812345699,true\nn2,Ravi,+919812345698,false\nn3,Uma,,"
       "true\n",
       {{"Content-Type", "text/csv"}});
  const auto made =
      post("/api/v1/campaigns",
           R"({"name":"x","channel":"sms","rule":{"all":[]},"template":{"text":"Hi {{ customer.name }}!"},
      "options":{"limits":{"per_second":2}}})");
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  const auto forecast = send("POST", path + "/preview?samples=2");
  ASSERT_EQ(forecast.status(), 200) << forecast;
  EXPECT_EQ(forecast.text("/audience"), "23");
  EXPECT_EQ(forecast.text("/sendable"), "21") << forecast;
  EXPECT_EQ(forecast.text("/skipped/no_consent"), "1");
  EXPECT_EQ(forecast.text("/skipped/no_address"), "1");
  EXPECT_EQ(forecast.text("/missing_variables/customer.name"), "20");
  EXPECT_EQ(forecast.text("/sms/segments"), "21");
  EXPECT_EQ(forecast.body.at_pointer("/estimate/seconds").to_number<double>(), 10.5);
  EXPECT_EQ(forecast.text("/sampled"), "false");
  EXPECT_EQ(forecast.body.at("samples").get_array().size(), 2u);
  EXPECT_EQ(get(path + "/stats").text("/audience"), "0") << "nothing was stored";
  const auto tested =
      post(path + "/test-send", R"({"to":[{"address":"+919812345611","customer":"external:n1"}]})");
  ASSERT_EQ(tested.status(), 202) << tested;
  EXPECT_EQ(get("/api/v1/messages/" + tested.text("/messages/0")).text("/text"), "Hi Asha!");
  EXPECT_EQ(post(path + "/test-send", R"({"to":["external:zz"]})").status(), 422);
}

TEST_F(Campaigns, show_what_came_of_them_by_variant_and_hour_and_their_whole_ledger) {
  const auto made = post("/api/v1/campaigns",
                         R"({"name":"x","channel":"sms","rule":{"all":[]},"options":{"holdout":0.5},
      "variants":[{"name":"A","template":{"text":"a"}},{"name":"B","template":{"text":"b"}}]})");
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/campaigns/" + made.text("/id");
  ASSERT_EQ(send("POST", path + "/launch").status(), 200);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::uint64_t mark = 0;
  while (get(path).text("/finished_at") == "null" && std::chrono::steady_clock::now() < deadline)
    mark = delivery->wait_for_change(mark, std::chrono::milliseconds(100));
  const auto stats = get(path + "/stats?by=variant");
  ASSERT_EQ(stats.body.at("by_variant").get_array().size(), 2u) << stats;
  const auto held = stats.body.at("by_reason").at("holdout").to_number<std::int64_t>();
  std::int64_t sent = 0;
  for (const auto& variant : stats.body.at("by_variant").get_array()) {
    if (const auto* n = variant.get_object().if_contains("sent")) sent += n->to_number<std::int64_t>();
  }
  EXPECT_LE(sent, 20 - held);
  EXPECT_EQ(get(path + "/stats?by=hour").status(), 200);
  EXPECT_EQ(get(path + "/stats?by=moon").status(), 422);
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(i);
    post("/api/v1/orders", R"({"external_id":"o)" + n + R"(","customer_external_id":"c)" + n +
                               R"(","amount":"10","ordered_at":")" + time_text(clock.now_us()) + R"("})");
  }
  const auto results = get(path + "/results");
  ASSERT_EQ(results.status(), 200) << results;
  EXPECT_EQ(results.text("/uplift/held_out/customers"), std::to_string(held));
  EXPECT_EQ(results.text("/uplift/held_out/converted"), std::to_string(held));
  EXPECT_EQ(results.text("/uplift/treated/converted"), results.text("/converted"));
  EXPECT_NE(results.text("/converted"), "0") << results;
  const auto rows = get(path + "/messages/export?format=ndjson");
  ASSERT_TRUE(rows.response.stream);
  std::string all;
  for (std::string piece = rows.response.stream(); !piece.empty(); piece = rows.response.stream())
    all += piece;
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 20) << all;
  EXPECT_NE(all.find("\"reason\":\"holdout\""), std::string::npos) << all;
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
