#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Segments : public ApiTest {
 protected:
  Segments() {
    send("POST", "/api/v1/customers/bulk",
         "external_id,city,phone,consent_sms\nc1,Pune,+919812345678,true\nc2,Pune,+919812345679,false\nc3,"
         "Delhi,,\n",
         {{"Content-Type", "text/csv"}});
  }
};

TEST_F(Segments, a_preview_counts_samples_and_explains) {
  const auto a = post("/api/v1/segments/preview",
                      R"({"rule":{"field":"city","op":"eq","value":"Pune"},"sample":1,"leaves":true})");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/count"), "2");
  EXPECT_EQ(a.text("/total"), "3");
  EXPECT_EQ(a.text("/reach/sms"), "1");
  EXPECT_EQ(a.body.at("sample").get_array().size(), 1u);
  EXPECT_EQ(a.text("/leaves/0/count"), "2");
  EXPECT_FALSE(a.text("/explanation").empty());
}

TEST_F(Segments, a_faulty_rule_is_refused_with_pointer_and_fields) {
  const auto a =
      post("/api/v1/segments/preview", R"({"rule":{"all":[{"op":"gt","field":"nope","value":1}]}})");
  ASSERT_EQ(a.status(), 422) << a;
  EXPECT_TRUE(a.text("/errors/0/pointer").starts_with("/rule/all/0")) << a;
  EXPECT_NE(a.text("/errors/0/detail").find("total_spend"), std::string::npos) << a;
}

TEST_F(Segments, a_changed_rule_makes_a_version_and_a_changed_name_none) {
  const auto made =
      post("/api/v1/segments", R"({"name":"In Pune","rule":{"field":"city","op":"eq","value":"Pune"}})");
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/segments/" + made.text("/id");
  EXPECT_EQ(get(path).response.body, made.response.body);
  EXPECT_EQ(send("PATCH", path, R"({"name":"Pune"})").text("/version"), "1");
  EXPECT_EQ(send("PATCH", path, R"({"rule":{"field":"city","op":"eq","value":"Delhi"}})").text("/version"),
            "2");
  EXPECT_EQ(send("PATCH", path, R"({"name":"x"})", {{"If-Match", made.header("ETag")}}).status(), 412);
  const auto members = get(path + "/members?count=true");
  EXPECT_EQ(members.text("/count"), "1") << members;
  EXPECT_EQ(members.text("/data/0/external_id"), "c3");
  EXPECT_EQ(get("/api/v1/segments?count=true").text("/count"), "1");
}

TEST_F(Segments, tell_what_rules_are_made_of) {
  EXPECT_EQ(get("/api/v1/fields").status(), 200);
  const auto operators = get("/api/v1/operators");
  EXPECT_FALSE(operators.body.at("data").get_array().empty());
}

}  // namespace
}  // namespace carillon::api::testing
