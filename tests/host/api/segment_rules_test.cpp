// Sentences become rules through the API: read, compiled, counted, or refused with the reason.
#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class SegmentRules : public ApiTest {
 protected:
  Answered read(const std::string& prompt, const std::string& more = "") {
    return post("/api/v1/ai/segment-rules", R"({"prompt": )" + json::serialize(json::value(prompt)) +
                                                R"(, "as_of": "2026-06-15T12:00:00Z")" + more + "}");
  }
};

TEST_F(SegmentRules, a_sentence_becomes_a_rule_with_its_meaning_and_count) {
  post("/api/v1/customers", R"({"external_id": "a", "city": "Ulm", "gender": "female"})");
  post("/api/v1/customers", R"({"external_id": "b", "city": "Ulm", "gender": "male"})");
  const auto a = read("all the women from ulm");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/count"), "1") << a;
  EXPECT_EQ(a.text("/provider"), "mock");
  EXPECT_NE(a.text("/explanation").find("Ulm"), std::string::npos) << a;
  EXPECT_GT(a.body.at("confidence").to_number<double>(), 0.8);
  EXPECT_EQ(post("/api/v1/segments", R"({"name": "s", "rule": )" + a.text("/rule") + "}").status(), 201);
}

TEST_F(SegmentRules, what_is_not_recorded_is_refused_with_the_reason_and_the_words) {
  const auto a = read("customers with an income above 10 lakh");
  ASSERT_EQ(a.status(), 422) << a;
  EXPECT_EQ(a.text("/code"), "not_understood");
  EXPECT_NE(a.text("/detail").find("income"), std::string::npos) << a;
  EXPECT_EQ(a.text("/unused/0"), "income") << a;
}

TEST_F(SegmentRules, a_rule_as_text_is_read_as_such) {
  const auto a = read(R"(external_id STARTS WITH "x" AND NOT (attributes.tier = "b"))");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/provider"), "rule_text");
}

TEST_F(SegmentRules, an_explanation_is_read_as_the_rule_that_it_explains) {
  post("/api/v1/customers", R"({"external_id": "a", "attributes": {"loyalty": {"since": 2019}}})");
  const auto a = read(
      "loyalty since is exactly 2,019 and not (ordered in the last 90 days, in an order of more than 5)");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/count"), "1") << a;
  EXPECT_EQ(read(a.text("/explanation")).text("/rule"), a.text("/rule"));
}

TEST_F(SegmentRules, an_unknown_provider_and_an_empty_sentence_are_faults_of_the_request) {
  EXPECT_EQ(read("women", R"(, "provider": "nobody")").text("/errors/0/pointer"), "/provider");
  EXPECT_EQ(read("  ").status(), 422);
  EXPECT_EQ(read("women", R"(, "provider": "mock")").status(), 200);
}

}  // namespace
}  // namespace carillon::api::testing
