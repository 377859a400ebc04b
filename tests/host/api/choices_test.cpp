#include "api_fixture.h"
#include "base/time_text.h"
#include "links/links.h"
#include "policy/gate.h"
#include "store/consents.h"
#include "store/customers.h"

namespace carillon::api::testing {
namespace {

class Choices : public ApiTest {
 protected:
  Choices() : links(store.database(), clock, {"https://h.example", {"a secret"}}) {
    EXPECT_TRUE(links.open());
    Services services{
        config, store.database(), *ingest, *compiler, *delivery, registry, metrics, clock, ids, {}, {},
        {},     imports.get()};
    services.links = &links;
    api = std::make_unique<Api>(std::move(services));
    customer = parse_id(post("/api/v1/customers", R"({"external_id":"c1","email":"Asha@example.com",
        "phone":"+919812345678","consent_email":true,"consent_sms":true})")
                            .text("/id"))
                   .value();
  }

  std::string path_of(const std::string& url) const {
    return url.substr(std::string("https://h.example").size());
  }
  std::string unsubscribe_path() { return path_of(links.unsubscribe_url({7, customer, 0}, "sms")); }
  json::value suppressions(const std::string& query = "") {
    return get("/api/v1/suppressions?count=true" + query).body;
  }
  std::int64_t consents_logged() {
    return static_cast<std::int64_t>(
        get("/api/v1/customers/external:c1/consents").body.at("data").get_array().size());
  }

  links::Links links;
  Id customer = 0;
};

TEST_F(Choices, the_page_to_unsubscribe_changes_nothing_and_needs_no_script) {
  const auto page = get(unsubscribe_path());
  ASSERT_EQ(page.status(), 200) << page;
  EXPECT_EQ(page.header("Content-Security-Policy").find("script"), std::string::npos);
  EXPECT_EQ(page.response.body.find("<script"), std::string::npos);
  EXPECT_NE(page.response.body.find("<form method=\"post\">"), std::string::npos);
  EXPECT_EQ(page.response.body.find("Asha"), std::string::npos) << "whoever has the link learns nothing";
  EXPECT_EQ(suppressions().at("count"), 0);
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_sms"), "true");
}

TEST_F(Choices, one_click_unsubscribes_at_once_and_however_often_it_comes) {
  for (int repeat = 0; repeat < 3; ++repeat) {
    const auto answer =
        send("POST", unsubscribe_path(), "List-Unsubscribe=One-Click",
             {{"Content-Type", "application/x-www-form-urlencoded"}, {"User-Agent", "Mail 1"}});
    ASSERT_EQ(answer.status(), 200) << answer;
  }
  const auto found = suppressions();
  ASSERT_EQ(found.at("count"), 1);
  EXPECT_EQ(found.at_pointer("/data/0/reason"), "unsubscribed");
  EXPECT_EQ(found.at_pointer("/data/0/address"), "+919812345678");
  EXPECT_EQ(found.at_pointer("/data/0/channel"), "sms");
  EXPECT_EQ(found.at_pointer("/data/0/campaign_id"), "7");
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_sms"), "false");
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_email"), "true");
  EXPECT_EQ(consents_logged(), 1) << "what changes nothing is not logged";
  const auto log = get("/api/v1/customers/external:c1/consents");
  EXPECT_EQ(log.text("/data/0/source"), "unsubscribe link");
  EXPECT_NE(log.text("/data/0/evidence").find("Mail 1"), std::string::npos);
}

TEST_F(Choices, an_empty_post_unsubscribes_too) {
  EXPECT_EQ(send("POST", unsubscribe_path()).status(), 200);
  EXPECT_EQ(suppressions().at("count"), 1);
}

TEST_F(Choices, everything_and_back_again) {
  const http::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  ASSERT_EQ(send("POST", unsubscribe_path(), "choice=all", form).status(), 200);
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_email"), "false");
  EXPECT_EQ(suppressions().at("count"), 2) << "the address and the person";
  ASSERT_EQ(post("/api/v1/suppressions", R"({"address":"+91 98123 45678","reason":"complained"})").status(),
            201);
  ASSERT_EQ(send("POST", unsubscribe_path(), "choice=again", form).status(), 200);
  const auto left = suppressions();
  ASSERT_EQ(left.at("count"), 1) << "a complaint is no wish that is taken back by a click";
  EXPECT_EQ(left.at_pointer("/data/0/reason"), "complained");
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_sms"), "true");
}

TEST_F(Choices, hostile_links_are_refused_and_change_nothing) {
  const std::string good = unsubscribe_path();
  for (const std::string& bad :
       {good + "A", good.substr(0, good.size() - 1), std::string("/u/x"), "/u/" + std::string(5'000, 'A'),
        "/u/" + good.substr(3) + "%00",
        path_of(links.click_url({7, customer, 0}, "https://a.example")).replace(1, 1, "u")}) {
    EXPECT_EQ(get(bad).status(), 404) << bad;
    EXPECT_EQ(send("POST", bad, "List-Unsubscribe=One-Click",
                   {{"Content-Type", "application/x-www-form-urlencoded"}})
                  .status(),
              404);
  }
  EXPECT_EQ(suppressions().at("count"), 0);
}

TEST_F(Choices, a_counted_link_leads_only_where_it_was_signed_for) {
  const auto answer = get(path_of(links.click_url({7, customer, 0}, "https://shop.example/?a=1&b=2")));
  EXPECT_EQ(answer.status(), 302);
  EXPECT_EQ(answer.header("Location"), "https://shop.example/?a=1&b=2");
  EXPECT_EQ(get("/c/aHR0cHM6Ly9ldmlsLmV4YW1wbGU").status(), 404);
  EXPECT_EQ(get(path_of(links.click_url({7, customer, 0}, "javascript:alert(1)"))).status(), 404);
  const auto picture = get(path_of(links.open_url({7, customer, 0})));
  EXPECT_EQ(picture.status(), 200);
  EXPECT_TRUE(picture.response.body.starts_with("GIF89a"));
}

TEST_F(Choices, strangers_who_guess_links_are_told_to_come_later_and_recipients_are_not) {
  config.http.public_per_minute = 60;
  const std::string good = unsubscribe_path();
  for (int guess = 0; guess < 3; ++guess) EXPECT_EQ(get("/u/guess").status(), 404);
  const auto refused = get("/o/guess");
  EXPECT_EQ(refused.status(), 429) << refused;
  EXPECT_GT(std::stoi(refused.header("Retry-After")), 0);
  const http::Headers behind_a_proxy{{"X-Forwarded-For", "198.51.100.4"}};
  EXPECT_EQ(send("GET", good, {}, behind_a_proxy).status(), 429) << "nobody said that this is a proxy";
  config.http.proxies = {""};  // the fixture's requests come from nowhere
  EXPECT_EQ(send("GET", good, {}, behind_a_proxy).status(), 200);
}

TEST_F(Choices, a_vendor_that_asks_a_channel_which_expects_no_question_finds_nothing) {
  const std::string question = "?hub.mode=subscribe&hub.verify_token=t&hub.challenge=77";
  EXPECT_EQ(get("/api/v1/channels/sms/receipts" + question).status(), 404);
  EXPECT_EQ(get("/api/v1/channels/none/receipts" + question).status(), 404);
}

TEST_F(Choices, a_reply_stops_only_when_it_is_nothing_but_the_word) {
  const auto reply = [&](const std::string& text) {
    return post("/api/v1/channels/sms/inbound",
                json::serialize(json::object{{"from", "+919812345678"}, {"text", text}}));
  };
  for (const char* text : {"stop it please", "don't stop", "STOPP", "", "please STOP", "non-stop"}) {
    EXPECT_EQ(reply(text).text("/understood"), "nothing") << text;
  }
  EXPECT_EQ(suppressions().at("count"), 0);
  for (const char* text : {"STOP", " stop. ", "Unsubscribe", "QUIT"}) {
    EXPECT_EQ(reply(text).text("/understood"), "stop") << text;
  }
  EXPECT_EQ(suppressions("&reason=stop").at("count"), 1);
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_sms"), "false");
  EXPECT_EQ(reply("start").text("/understood"), "start");
  EXPECT_EQ(suppressions().at("count"), 0);
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_sms"), "true");
  EXPECT_EQ(post("/api/v1/channels/sms/inbound", R"({"from":"nobody","text":"STOP"})").status(), 422);
  EXPECT_EQ(post("/api/v1/channels/none/inbound", R"({"from":"+1","text":"STOP"})").status(), 404);
}

TEST_F(Choices, suppressions_are_made_found_and_lifted) {
  const auto made = post("/api/v1/suppressions", R"({"address":" ASHA@example.com ","note":"by phone"})");
  ASSERT_EQ(made.status(), 201) << made;
  EXPECT_EQ(made.text("/reason"), "manual");
  EXPECT_EQ(made.text("/expires_at"), "null");
  const std::string path = "/api/v1/suppressions/" + made.text("/id");
  EXPECT_EQ(get(path).text("/note"), "by phone");
  EXPECT_EQ(suppressions("&address=asha%40EXAMPLE.com").at("count"), 1);
  EXPECT_EQ(suppressions("&address=other%40example.com").at("count"), 0);
  ASSERT_EQ(post("/api/v1/suppressions", R"({"customer_external_id":"c1","channel":"sms"})").status(), 201);
  EXPECT_EQ(suppressions("&customer_id=" + id_text(customer)).at("count"), 1);
  EXPECT_EQ(suppressions("&channel=sms").at("count"), 1);
  EXPECT_EQ(send("DELETE", path).status(), 204);
  EXPECT_EQ(send("DELETE", path).status(), 404);
  EXPECT_EQ(get(path).status(), 404);
}

TEST_F(Choices, a_wrong_suppression_is_told_what_is_wrong_with_it) {
  for (const char* body :
       {"{}", R"({"address":"nobody"})", R"({"address":"a@b.example","customer_id":"1"})",
        R"({"address":"a@b.example","reason":"mood"})", R"({"address":"a@b.example","expires_at":"soon"})",
        R"({"address":"a@b.example","adress":"x"})", R"({"address":5})", "[]"}) {
    EXPECT_EQ(post("/api/v1/suppressions", body).status(), 422) << body;
  }
  EXPECT_EQ(post("/api/v1/suppressions", R"({"customer_external_id":"nobody"})").status(), 404);
  EXPECT_EQ(suppressions().at("count"), 0);
}

TEST_F(Choices, a_list_goes_in_and_comes_out_and_goes_in_again) {
  std::string rows = "Email,Channel,Reason,Note\n";
  for (int i = 0; i < 2'500; ++i)
    rows += "p" + std::to_string(i) + "@example.com,,bounced,\"=1+1, \"\"x\"\"\"\n";
  rows += "nobody,,,\nq@example.com,,mood,\n";
  const http::Headers csv{{"Content-Type", "text/csv"}};
  const auto report = send("POST", "/api/v1/suppressions/import", rows, csv);
  ASSERT_EQ(report.status(), 200) << report;
  EXPECT_EQ(report.text("/received"), "2502");
  EXPECT_EQ(report.text("/stored"), "2500");
  EXPECT_EQ(report.text("/rejected"), "2");
  EXPECT_EQ(report.text("/errors/0/line"), "2502");
  const auto all = [&](const std::string& format) {
    auto response = api->answer([&] {
      http::Request request;
      request.method = "GET";
      request.path = "/api/v1/suppressions/export";
      request.query = "format=" + format;
      return request;
    }());
    std::string out;
    for (std::string piece; !(piece = response.stream()).empty();) out += piece;
    return out;
  };
  const std::string first = all("csv");
  for (int repeat = 0; repeat < 2; ++repeat) {
    EXPECT_EQ(send("POST", "/api/v1/suppressions/import", first, csv).text("/rejected"), "0");
    EXPECT_EQ(
        send("POST", "/api/v1/suppressions/import", all("ndjson"), {{"Content-Type", "application/x-ndjson"}})
            .text("/rejected"),
        "0");
  }
  EXPECT_EQ(all("csv"), first);
  EXPECT_EQ(suppressions().at("count"), 2'500);
  EXPECT_EQ(send("POST", "/api/v1/suppressions/import", "{]\n{\"customer_external_id\":\"nobody\"}\n",
                 {{"Content-Type", "application/x-ndjson"}})
                .text("/rejected"),
            "2");
}

TEST_F(Choices, a_consent_is_changed_with_its_proof) {
  const auto changed = post("/api/v1/customers/external:c1/consents",
                            R"({"kind":"email","granted":false,"source":"call","evidence":"ticket 7"})");
  ASSERT_EQ(changed.status(), 200) << changed;
  EXPECT_EQ(changed.text("/consent_email"), "false");
  EXPECT_EQ(get("/api/v1/customers/external:c1/consents").text("/data/0/evidence"), "ticket 7");
  EXPECT_EQ(get("/api/v1/customers/external:c1").text("/consent_email"), "false");
  EXPECT_EQ(post("/api/v1/customers/external:none/consents", R"({"kind":"sms","granted":true})").status(),
            404);
  EXPECT_EQ(post("/api/v1/customers/external:c1/consents", R"({"kind":"fax","granted":true})").status(), 422);
}

}  // namespace
}  // namespace carillon::api::testing
