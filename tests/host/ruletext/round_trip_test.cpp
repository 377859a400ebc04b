#include <gtest/gtest.h>

#include "random_rules.h"
#include "ruletext/ruletext.h"

namespace carillon::ruletext {
namespace {

TEST(RoundTrip, gives_every_rule_a_text_that_is_read_as_the_same_rule) {
  std::mt19937 random(20261121);
  for (int i = 0; i < 5'000; ++i) {
    const json::value rule = random_rule(random, 0);
    const auto text = print(rule);
    ASSERT_TRUE(text) << json::serialize(rule);
    const auto read = parse(*text);
    const auto* fault = std::get_if<Fault>(&read);
    ASSERT_EQ(fault, nullptr) << *text << "\n" << fault->column << ": " << fault->detail;
    ASSERT_EQ(std::get<Parsed>(read).rule, rule) << *text;
    ASSERT_EQ(print(std::get<Parsed>(read).rule), text);
  }
}

TEST(RoundTrip, writes_what_was_written_in_its_plain_form) {
  constexpr const char* kPlain[] = {
      R"((total_spend > 10000 AND city IN ("Mumbai", "Pune")) OR last_order_at NOT WITHIN 90d)",
      R"(NOT (city = "Pune" OR country != "IN"))",
      R"(ordered(within: 90d, category: "shoes", count >= 2))",
      R"(rfm.recency >= 4 AND in_segment("17") AND top 10% by total_spend)",
      R"(order_sum(within: 6mo, status: ["completed"]) BETWEEN 100 AND 500.5)",
      R"(birth_date ANNIVERSARY NEXT 7d OR birth_date OLDER THAN 30)",
      R"(last_order_at ON 2025-11-28 IN "Asia/Kolkata")",
      R"(tags HAS "vip" AND HAS ANY ("a", "b") AND email IS SET AND phone IS NOT SET)",
      R"(then(first: {category: "phones", within: 90d}, later: {category: "cases", amount >= 100}))",
      "EVERYBODY",
      R"(`attributes.two words` = "x" AND ALL(consent_sms = true))"};
  for (const char* text : kPlain) {
    const auto read = parse(text);
    const auto* fault = std::get_if<Fault>(&read);
    ASSERT_EQ(fault, nullptr) << text << "\n" << fault->column << ": " << fault->detail;
    EXPECT_EQ(print(std::get<Parsed>(read).rule), text);
  }
}

TEST(RoundTrip, refuses_what_is_no_rule) {
  for (const char* text :
       {"5", "[]", "{}", R"({"op":5})", R"({"all":{}})", R"({"not":[]})", R"({"any":[1]})", R"({"op":""})"}) {
    EXPECT_FALSE(print(*parse_json(text))) << text;
  }
}

}  // namespace
}  // namespace carillon::ruletext
