// What a rule says in English, and what it is warned of.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "operator_plugins.h"

namespace carillon::audience {
namespace {

const std::vector<std::pair<std::string, std::string>> kWords = {
    {R"({"field":"total_spend","op":"gt","value":10000})", "spent more than 10,000 in total"},
    {R"({"field":"spend","op":"lte","value":"1234567.50"})", "spent at most 1,234,567.5 in total"},
    {R"({"field":"visits","op":"lt","value":3})", "ordered less than 3 times"},
    {R"({"field":"order_count","op":"eq","value":1})", "ordered exactly once"},
    {R"({"field":"total_spend","op":"between","value":[5000,10000]})",
     "spent between 5,000 and 10,000 in total"},
    {R"({"field":"avg_order_value","op":"gte","value":0.5})", "average order value is at least 0.5"},
    {R"({"field":"city","op":"eq","value":"Pune"})", "city is \"Pune\""},
    {R"({"field":"city","op":"ne","value":"Pune"})", "city is not \"Pune\""},
    {R"({"field":"city","op":"in","value":["Mumbai","Pune","Goa"]})",
     "city is \"Mumbai\", \"Pune\" or \"Goa\""},
    {R"({"field":"city","op":"not_in","value":["Mumbai"]})", "city is not \"Mumbai\""},
    {R"({"field":"attributes.loyalty.tier","op":"eq","value":"gold"})", "loyalty tier is \"gold\""},
    {R"({"field":"attributes.score","op":"gt","value":-1234.5})", "score is more than -1,234.5"},
    {R"({"field":"consent_email","op":"eq","value":true})", "consent to email is yes"},
    {R"({"field":"email","op":"is_set"})", "email is known"},
    {R"({"field":"last_order_at","op":"is_not_set"})", "last order is missing"},
    {R"({"field":"name","op":"contains","value":"kumar"})", "name contains \"kumar\""},
    {R"({"op":"has_any_tag","value":["vip","gold"]})", "has the tag \"vip\" or \"gold\""},
    {R"({"field":"created_at","op":"gte","value":"2025-01-31"})",
     "joining date is on or after 31 January 2025"},
    {R"({"field":"last_order_at","op":"within","value":"30d"})", "last order is within the last 30 days"},
    {R"({"field":"last_order_at","op":"not_within","value":"1mo"})",
     "last order is not within the last 1 month, or never was"},
    {R"({"field":"last_order_at","op":"on","value":"2025-11-28","timezone":"Asia/Kolkata"})",
     "last order is on 28 November 2025 (Asia/Kolkata)"},
    {R"({"field":"created_at","op":"before","value":"2025-01-31T10:05:00+05:30"})",
     "joining date is before 31 January 2025 04:35 UTC"},
    {R"({"op":"anniversary_within","next":"7d"})", "birthday is within the next 7 days"},
    {R"({"op":"anniversary_within","next":"0d"})", "birthday is today"},
    {R"({"op":"anniversary_within","last":"2w"})", "birthday was within the last 2 weeks"},
    {R"({"op":"anniversary_within","month":12})", "birthday is in December"},
    {R"({"field":"birth_date","op":"older_than","value":30})", "older than 30 years"},
    {R"({"field":"birth_date","op":"younger_than","value":1})", "younger than 1 year"},
    {R"({"field":"created_at","op":"older_than","value":"2y"})", "joining date is more than 2 years ago"},
    {R"({"all":[]})", "everybody"},
    {R"({"any":[]})", "nobody"},
    {R"({"all":[{"field":"city","op":"eq","value":"A"},
         {"any":[{"field":"city","op":"eq","value":"B"},{"all":[{"field":"city","op":"eq","value":"C"}]}]},
         {"not":{"all":[{"field":"city","op":"eq","value":"D"},{"field":"city","op":"eq","value":"E"}]}}]})",
     "city is \"A\" and (city is \"B\" or city is \"C\") and not (city is \"D\" and city is \"E\")"},
};

TEST(RuleWords, say_what_the_rule_means) {
  for (const auto& [rule, words] : kWords) EXPECT_EQ(testing::compiled(rule, 0)->explanation, words) << rule;
}

std::vector<std::string> warned(const std::string& rule) { return testing::compiled(rule, 0)->warnings; }

bool warned_of(const std::string& rule, const std::string& what) {
  const auto all = warned(rule);
  return std::ranges::any_of(all, [&](const std::string& w) { return w.find(what) != std::string::npos; });
}

TEST(RuleWarnings, tell_of_empty_groups) {
  EXPECT_TRUE(warned_of(R"({"all":[]})", "everybody"));
  EXPECT_TRUE(
      warned_of(R"({"all":[{"field":"city","op":"is_set"},{"any":[]}]})", "\"/all/1\" is an empty \"any\""));
}

TEST(RuleWarnings, tell_of_what_can_never_be_true) {
  const std::vector<std::string> impossible = {
      R"({"field":"total_spend","op":"between","value":[10,5]})",
      R"({"any":[{"field":"city","op":"is_set"},{"field":"visits","op":"between","value":[3,2]}]})",
      R"({"all":[{"field":"city","op":"eq","value":"Pune"},{"field":"city","op":"eq","value":"Goa"}]})",
      R"({"all":[{"field":"city","op":"in","value":["A","B"]},{"all":[{"field":"city","op":"eq","value":"C"}]}]})",
      R"({"all":[{"field":"visits","op":"gt","value":3},{"field":"order_count","op":"lt","value":4}]})",
      R"({"all":[{"field":"total_spend","op":"gt","value":"5.5"},{"field":"spend","op":"lte","value":5.5}]})",
      R"({"all":[{"field":"created_at","op":"after","value":"2025-05-01"},
                 {"field":"created_at","op":"before","value":"2025-05-02"}]})",
      R"({"not":{"all":[{"field":"attributes.n","op":"eq","value":1},{"field":"attributes.n","op":"eq","value":2}]}})",
      R"({"all":[{"op":"ordered","within":"90d"},{"op":"not_ordered","within":"90d"}]})",
      R"({"all":[{"op":"ordered","within":"90d"},{"not":{"op":"ordered","within":"90d"}}]})",
      R"({"op":"ordered","since":"2025-05-01","before":"2025-04-01"})",
      R"({"op":"ordered","amount":{"gt":10,"lt":5}})",
      R"({"op":"ordered","count":{"gt":2,"lt":2}})",
      R"({"op":"messages_count","is":{"lt":0}})",
      R"({"all":[{"op":"order_sum","within":"30d","is":{"gt":10}},{"op":"order_sum","within":"30d","is":{"lt":5}}]})",
      R"({"all":[{"op":"rfm","score":"recency","is":{"gte":4}},{"not":{"op":"rfm","score":"recency","is":{"gte":4}}}]})",
  };
  for (const auto& rule : impossible) EXPECT_EQ(warned(rule).size(), 1U) << rule;
}

TEST(RuleWarnings, are_silent_where_the_rule_can_be_true) {
  const std::vector<std::string> possible = {
      R"({"field":"total_spend","op":"between","value":[5,5]})",
      R"({"any":[{"field":"city","op":"eq","value":"Pune"},{"field":"city","op":"eq","value":"Goa"}]})",
      R"({"all":[{"field":"city","op":"eq","value":"PUNE"},{"field":"city","op":"in","value":["pune","Goa"]}]})",
      R"({"all":[{"field":"visits","op":"gt","value":3},{"field":"visits","op":"lt","value":5}]})",
      R"({"all":[{"field":"spend","op":"gt","value":3},{"field":"spend","op":"lt","value":4}]})",
      R"({"all":[{"field":"attributes.n","op":"eq","value":1},{"not":{"field":"attributes.n","op":"eq","value":2}}]})",
      R"({"all":[{"field":"city","op":"eq","value":"a"},{"field":"name","op":"eq","value":"b"}]})",
      R"({"all":[{"op":"ordered","within":"90d"},{"op":"not_ordered","within":"30d"}]})",
      R"({"all":[{"op":"ordered","category":"a"},{"op":"ordered","category":"b"}]})",
      R"({"not":{"op":"ordered","amount":{"gt":10,"lte":10.0001}}})",
      R"({"all":[{"op":"order_sum","within":"30d","is":{"gt":10}},{"op":"order_sum","within":"31d","is":{"lt":5}}]})",
  };
  for (const auto& rule : possible) EXPECT_TRUE(warned(rule).empty()) << rule;
}

}  // namespace
}  // namespace carillon::audience
