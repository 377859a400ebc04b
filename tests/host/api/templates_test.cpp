#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Templates : public ApiTest {
 protected:
  Templates() {
    send("POST", "/api/v1/customers/bulk",
         "external_id,name,phone,consent_sms\nc1,Asha Rao,+919812345678,true\nc2,,+919812345679,true\n",
         {{"Content-Type", "text/csv"}});
  }
  std::string made(const std::string& body) {
    const auto a = post("/api/v1/templates", body);
    EXPECT_EQ(a.status(), 201) << a;
    return a.text("/id");
  }
};

TEST_F(Templates, a_changed_text_makes_a_version_and_a_changed_tag_none) {
  const auto first = post(
      "/api/v1/templates",
      R"({"name":"Welcome","template":{"subject":"Hi","text":"Hello {{ customer.first_name }}"},"tags":["a"]})");
  ASSERT_EQ(first.status(), 201) << first;
  const std::string path = "/api/v1/templates/" + first.text("/id");
  EXPECT_EQ(get(path).response.body, first.response.body);
  EXPECT_EQ(send("PATCH", path, R"({"tags":["b"]})").text("/version"), "1");
  const auto changed = send("PATCH", path, R"({"template":{"subject":null,"html":"<p>Hello</p>"}})");
  EXPECT_EQ(changed.text("/version"), "2") << changed;
  EXPECT_EQ(changed.text("/template/subject"), "(absent)");
  EXPECT_EQ(changed.text("/template/text"), "Hello {{ customer.first_name }}");
  EXPECT_EQ(send("PATCH", path, R"({"name":"x"})", {{"If-Match", first.header("ETag")}}).status(), 412);
  EXPECT_EQ(get(path + "/versions/1").text("/template/subject"), "Hi");
  EXPECT_EQ(get(path + "/versions/9").status(), 404);
  EXPECT_EQ(get(path + "/versions").body.at("data").get_array().size(), 2U);
}

TEST_F(Templates, every_fault_is_told_with_its_place) {
  const auto a = post(
      "/api/v1/templates",
      R"({"name":"x","template":{"text":"{{ customer.nam }}\n{{ 1 | upcaes }}","html":"<a href={{ customer.name }}>"}})");
  ASSERT_EQ(a.status(), 422) << a;
  EXPECT_EQ(a.body.at("errors").get_array().size(), 3U) << a;
  EXPECT_EQ(a.text("/errors/0/pointer"), "/template/text");
  EXPECT_NE(a.text("/errors/0/detail").find("did you mean customer.name?"), std::string::npos) << a;
  EXPECT_NE(a.text("/errors/1/detail").find("line 2, column 8"), std::string::npos) << a;
  EXPECT_EQ(post("/api/v1/templates", R"({"name":"x","template":{"text":"  "}})").status(), 422);
}

TEST_F(Templates, are_found_by_name_tag_and_kind_and_put_away) {
  const std::string one = made(R"({"name":"Spring offer","template":{"text":"a"},"tags":["sale"]})");
  made(R"({"name":"footer","kind":"partial","template":{"text":"b"}})");
  EXPECT_EQ(get("/api/v1/templates?count=true").text("/count"), "2");
  EXPECT_EQ(get("/api/v1/templates?search=OFFER&count=true").text("/count"), "1");
  EXPECT_EQ(get("/api/v1/templates?tag=Sale&count=true").text("/count"), "1");
  EXPECT_EQ(get("/api/v1/templates?kind=partial&count=true").text("/count"), "1");
  EXPECT_EQ(send("POST", "/api/v1/templates/" + one + "/archive").text("/archived"), "true");
  EXPECT_EQ(get("/api/v1/templates?count=true").text("/count"), "1");
  EXPECT_EQ(send("POST", "/api/v1/templates/" + one + "/unarchive").text("/archived"), "false");
  const auto copy = send("POST", "/api/v1/templates/" + one + "/duplicate");
  EXPECT_EQ(copy.text("/name"), "Spring offer (copy)") << copy;
}

TEST_F(Templates, a_partial_keeps_its_name_to_itself_and_never_renders_itself) {
  made(R"({"name":"sign","kind":"partial","template":{"text":"Yours, {{ who }}"}})");
  EXPECT_EQ(post("/api/v1/templates", R"({"name":"sign","kind":"partial","template":{"text":"x"}})").status(),
            422);
  made(R"({"name":"inner","kind":"partial","template":{"text":"x"}})");
  const std::string outer =
      made(R"({"name":"outer","kind":"partial","template":{"text":"{% render 'inner' %}"}})");
  const auto inner = get("/api/v1/templates?search=inner");
  send("PATCH", "/api/v1/templates/" + inner.text("/data/0/id"),
       R"({"template":{"text":"{% render 'outer' %}"}})");
  const auto a = post("/api/v1/templates/render", R"({"template":{"text":"{% render 'outer' %}"}})");
  EXPECT_EQ(a.status(), 422) << a;
  EXPECT_NE(a.response.body.find("must not render themselves"), std::string::npos) << a;
}

TEST_F(Templates, a_rendering_shows_what_one_customer_would_get) {
  made(R"({"name":"sign","kind":"partial","template":{"text":"Yours, {{ who }}"}})");
  const auto a = post(
      "/api/v1/templates/render",
      R"({"template":{"text":"Hi {{ customer.first_name }}. {% render 'sign', who: 'Bells' %}"},"customer":"external:c1"})");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/text"), "Hi Asha. Yours, Bells");
  EXPECT_EQ(a.text("/sms/segments"), "1");
  EXPECT_EQ(a.text("/missing"), "[]");
  const auto b = post("/api/v1/templates/render",
                      R"({"template":{"text":"Hi {{ customer.first_name }} ✓"},"customer":"external:c2"})");
  EXPECT_EQ(b.text("/missing/0"), "customer.first_name") << b;
  EXPECT_EQ(b.text("/sms/encoding"), "UCS-2");
  EXPECT_EQ(b.text("/sms/forced_by/0"), "✓");
  EXPECT_EQ(
      post("/api/v1/templates/render", R"({"template":{"text":"x"},"customer":"external:nobody"})").status(),
      404);
}

TEST_F(Templates, a_rendering_takes_sample_values_and_data) {
  const auto a = post(
      "/api/v1/templates/render",
      R"({"template":{"subject":"{{ data.n }}","html":"<p>{{ customer.name }} {{ customer.tags | join: '+' }} {{ customer.attributes.a }} {{ customer.total_spend }}</p><a href=\"{{ unsubscribe_url }}\">out</a>"},
                          "sample":{"name":"<Zoë>","tags":["x","y"],"attributes":{"a":7},"total_spend":12.5},"data":{"n":3}})");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/subject"), "3");
  EXPECT_TRUE(a.text("/html").starts_with("<p>&lt;Zoë&gt; x+y 7 12.5</p>")) << a;
  EXPECT_EQ(a.text("/text"), "<Zoë> x+y 7 12.5\n\nout (https://carillon.example/preview)");
  EXPECT_EQ(a.text("/text_from_html"), "true");
}

TEST_F(Templates, a_campaign_sends_the_version_that_was_there_when_it_was_launched) {
  made(R"({"name":"sign","kind":"partial","template":{"text":"Yours"}})");
  const std::string id = made(R"({"name":"w","template":{"text":"Hello {% render 'sign' %}"}})");
  const auto campaign =
      post("/api/v1/campaigns",
           R"({"name":"c","channel":"sms","rule":{"all":[]},"template":{"template_id":")" + id + R"("}})");
  ASSERT_EQ(campaign.status(), 201) << campaign;
  EXPECT_EQ(campaign.text("/template/text"), "(absent)");
  send("PATCH", "/api/v1/templates/" + id, R"({"template":{"text":"Good day {% render 'sign' %}"}})");
  const std::string path = "/api/v1/campaigns/" + campaign.text("/id");
  const auto launched = send("POST", path + "/launch");
  ASSERT_LT(launched.status(), 300) << launched;
  EXPECT_EQ(launched.text("/template/version"), "2") << launched;
  EXPECT_EQ(launched.text("/template/text"), "Good day {% render 'sign' %}");
  EXPECT_EQ(launched.text("/partials/sign/text"), "Yours");
  const auto unknown =
      post("/api/v1/campaigns",
           R"({"name":"c","channel":"sms","rule":{"all":[]},"template":{"template_id":"7"}})");
  EXPECT_EQ(unknown.status(), 422) << unknown;
  EXPECT_EQ(unknown.text("/errors/0/pointer"), "/template/template_id") << unknown;
}

TEST_F(Templates, html_alone_reaches_a_channel_without_html_as_text) {
  const auto campaign =
      post("/api/v1/campaigns",
           R"({"name":"c","channel":"sms","rule":{"all":[]},"template":{"html":"<p>Hello</p>"}})");
  ASSERT_EQ(campaign.status(), 201) << campaign;
  const std::string path = "/api/v1/campaigns/" + campaign.text("/id");
  ASSERT_LT(send("POST", path + "/launch").status(), 300);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::uint64_t mark = 0;
  while (get(path).text("/finished_at") == "null" && std::chrono::steady_clock::now() < deadline)
    mark = delivery->wait_for_change(mark, std::chrono::milliseconds(100));
  EXPECT_EQ(get(path + "/stats").text("/skipped"), "0") << get(path + "/stats");
}

}  // namespace
}  // namespace carillon::api::testing
