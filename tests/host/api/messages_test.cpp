#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class SingleMessages : public ApiTest {
 protected:
  SingleMessages() {
    send("POST", "/api/v1/customers/bulk",
         "external_id,name,phone,consent_sms\nc1,Asha,+919812345610,false\n", {{"Content-Type", "text/csv"}});
  }
  // Until the message is out of our hands.
  Answered settled(const std::string& id) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::uint64_t mark = 0;
    for (;;) {
      const auto message = get("/api/v1/messages/" + id);
      const auto state = message.text("/state");
      if ((state != "queued" && state != "sending") || std::chrono::steady_clock::now() > deadline)
        return message;
      mark = delivery->wait_for_change(mark, std::chrono::milliseconds(100));
    }
  }
};

TEST_F(SingleMessages, reach_a_customer_without_consent_rendered_with_data) {
  const auto sent = post(
      "/api/v1/messages",
      R"({"channel":"sms","to":"external:c1","template":{"text":"{{ customer.name }}: {{ data.code }}"},"data":{"code":"4711"}})");
  ASSERT_EQ(sent.status(), 202) << sent;
  EXPECT_EQ(sent.text("/state"), "queued");
  const auto message = settled(sent.text("/id"));
  EXPECT_EQ(message.text("/text"), "Asha: 4711");
  EXPECT_TRUE(message.text("/state") == "sent" || message.text("/state") == "delivered" ||
              message.text("/state") == "failed")
      << message;
  EXPECT_EQ(message.text("/timeline/0/state"), "queued");
  EXPECT_EQ(get("/api/v1/messages?customer=external:c1").text("/data/0/id"), sent.text("/id"));
  EXPECT_EQ(get("/api/v1/campaigns?count=true").text("/count"), "0")
      << "its standing campaign is not in the way";
  const auto stats = get("/api/v1/campaigns/" + message.text("/campaign_id") + "/stats");
  EXPECT_EQ(stats.text("/audience"), "1");
  EXPECT_EQ(stats.text("/state"), "running");
}

TEST_F(SingleMessages, go_to_bare_addresses_one_after_the_other) {
  for (int i = 0; i < 5; ++i) {
    const auto sent = post("/api/v1/messages", R"({"channel":"sms","to":{"address":"+91981234560)" +
                                                   std::to_string(i) + R"("},"template":{"text":"Hello"}})");
    ASSERT_EQ(sent.status(), 202) << sent;
    const auto message = settled(sent.text("/id"));
    EXPECT_NE(message.text("/state"), "queued") << message;
    EXPECT_NE(message.text("/state"), "skipped") << message;
  }
}

TEST_F(SingleMessages, are_sent_once_under_a_key) {
  const std::string body =
      R"({"channel":"sms","to":{"address":"+919812345600"},"template":{"text":"Hello"}})";
  const auto once = send("POST", "/api/v1/messages", body, {{"Idempotency-Key", "k-1"}});
  const auto again = send("POST", "/api/v1/messages", body, {{"Idempotency-Key", "k-1"}});
  ASSERT_EQ(once.status(), 202) << once;
  EXPECT_EQ(once.text("/id"), again.text("/id"));
  EXPECT_EQ(get("/api/v1/messages").body.at("data").get_array().size(), 1u);
}

TEST_F(SingleMessages, that_cannot_be_made_are_refused_with_the_reason) {
  const auto missing = post("/api/v1/messages",
                            R"({"channel":"sms","to":"external:c1","template":{"text":"{{ data.code }}"}})");
  EXPECT_EQ(missing.status(), 422);
  EXPECT_NE(missing.response.body.find("data.code"), std::string::npos) << missing;
  EXPECT_EQ(
      post("/api/v1/messages", R"({"channel":"sms","to":"external:zz","template":{"text":"x"}})").status(),
      422);
  EXPECT_EQ(
      post("/api/v1/messages", R"({"channel":"smoke","to":"external:c1","template":{"text":"x"}})").status(),
      422);
  EXPECT_EQ(
      post("/api/v1/messages", R"({"channel":"sms","to":{"address":"nowhere"},"template":{"text":"x"}})")
          .status(),
      202)
      << "an address is judged when it is sent to";
  EXPECT_EQ(get("/api/v1/messages/77").status(), 404);
}

TEST_F(SingleMessages, name_their_recipient_in_one_of_the_forms_that_there_are) {
  for (const char* to :
       {"5", "null", "[]", "{}", "\"\"", "true", R"({"external_id":"c1"})", R"({"customer":"external:c1"})",
        R"({"address":7})", R"({"address":""})", R"({"address":"+919812345600","customer":[]})"}) {
    const auto answer =
        post("/api/v1/messages", std::string(R"({"channel":"sms","template":{"text":"x"},"to":)") + to + "}");
    EXPECT_EQ(answer.status(), 422) << to;
    EXPECT_NE(answer.response.body.find("\"/to"), std::string::npos) << answer;
  }
}

TEST_F(SingleMessages, of_one_template_that_count_otherwise_have_campaigns_of_their_own) {
  const auto campaign_of = [&](const std::string& more) {
    const auto sent = post("/api/v1/messages",
                           R"({"channel":"sms","to":"external:c1","template":{"text":"x"})" + more + "}");
    EXPECT_EQ(sent.status(), 202) << sent;
    return sent.text("/campaign_id");
  };
  const std::string plain = campaign_of("");
  EXPECT_EQ(campaign_of(R"(,"tracking":{"opens":false})"), plain);
  const std::string counted = campaign_of(R"(,"tracking":{"clicks":true})");
  EXPECT_NE(counted, plain);
  EXPECT_EQ(campaign_of(R"(,"tracking":{"clicks":true,"opens":false})"), counted);
  EXPECT_NE(campaign_of(R"(,"tracking":{"clicks":true},"unsubscribe":true)"), counted);
  EXPECT_EQ(get("/api/v1/campaigns/" + counted).text("/options/tracking/clicks"), "true");
  for (const char* wrong :
       {R"(,"tracking":true)", R"(,"tracking":{"views":true})", R"(,"unsubscribe":"yes")"}) {
    EXPECT_EQ(
        post("/api/v1/messages",
             std::string(R"({"channel":"sms","to":"external:c1","template":{"text":"x"})") + wrong + "}")
            .status(),
        422)
        << wrong;
  }
}

TEST_F(SingleMessages, say_what_they_say_once) {
  for (const char* content : {"", R"(,"template":{"text":"x"},"template_id":"1")"}) {
    EXPECT_EQ(post("/api/v1/messages", std::string(R"({"channel":"sms","to":"external:c1")") + content + "}")
                  .status(),
              422);
  }
}

}  // namespace
}  // namespace carillon::api::testing
