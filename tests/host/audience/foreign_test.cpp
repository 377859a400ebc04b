#include "audience/foreign.h"

#include <gtest/gtest.h>

namespace carillon::audience {
namespace {

void expect_rule(std::string_view given, std::string_view rule) {
  const auto made = import_rule(*parse_json(given));
  if (const auto* issues = std::get_if<Issues>(&made)) {
    ADD_FAILURE() << given << "\n" << issues->front().pointer << ": " << issues->front().detail;
    return;
  }
  EXPECT_EQ(std::get<Imported>(made).rule, *parse_json(rule)) << given;
}

TEST(Foreign, understands_the_six_shapes) {
  constexpr const char* kSame =
      R"({"all":[{"field":"total_spend","op":"gt","value":5000},{"field":"order_count","op":"lt","value":3}]})";
  expect_rule(R"({"operator":"AND","conditions":[{"field":"totalSpend","operator":">","value":5000},
                                                 {"field":"visits","operator":"<","value":3}]})",
              kSame);
  expect_rule(R"({"combinator":"and","rules":[{"field":"total_spend","operator":">","value":"5000"},
                                              {"field":"visitCount","operator":"<","value":"3"}]})",
              kSame);
  expect_rule(R"({"operator":"AND","rules":[{"field":"totalSpent","operator":">","value":5000},
                                            {"field":"orderCount","operator":"<","value":3}]})",
              kSame);
  expect_rule(R"({"ruleOperator":"AND","rules":[{"key":"spend","operator":">","value":5000},
                                                {"key":"visits","operator":"<","value":3}]})",
              kSame);
  expect_rule(R"({"op":"and","conditions":[{"field":"total_spend","comparator":">","value":5000},
                                           {"field":"visits","comparator":"<","value":3}]})",
              kSame);
  expect_rule(R"({"operator":"and","conditions":[{"field":"totalSpend","op":"gt","value":5000},
                                                 {"field":"visits","op":"lt","value":3}]})",
              kSame);
}

TEST(Foreign, nests_groups_and_turns_not_over) {
  expect_rule(R"({"combinator":"or","not":true,"rules":[{"field":"city","operator":"=","value":"Pune"},
                  {"combinator":"and","rules":[]}]})",
              R"({"not":{"any":[{"field":"city","op":"eq","value":"Pune"},{"all":[]}]}})");
}

TEST(Foreign, turns_times_tags_and_ages) {
  const auto leaf = [](std::string_view given, std::string_view rule) { expect_rule(given, rule); };
  leaf(R"({"field":"lastVisit","operator":"before","value":"30 days ago"})",
       R"({"field":"last_order_at","op":"older_than","value":"30d"})");
  leaf(R"({"field":"lastPurchaseDate","operator":"inactive for","value":90})",
       R"({"field":"last_order_at","op":"not_within","value":"90d"})");
  leaf(R"({"field":"inactiveDays","operator":">","value":"90"})",
       R"({"field":"last_order_at","op":"older_than","value":"90d"})");
  leaf(R"({"field":"createdAt","operator":"on_or_after","value":"2025-01-31"})",
       R"({"any":[{"field":"created_at","op":"after","value":"2025-01-31"},
                  {"field":"created_at","op":"on","value":"2025-01-31"}]})");
  leaf(R"({"field":"lastOrderDate","operator":"withinLast","value":{"value":2,"unit":"months"}})",
       R"({"field":"last_order_at","op":"within","value":"2mo"})");
  leaf(R"({"field":"tags","operator":"not_contains","value":"vip"})",
       R"({"not":{"field":"tags","op":"has_tag","value":"vip"}})");
  leaf(R"({"field":"tags","operator":"in","value":"a, b"})",
       R"({"field":"tags","op":"has_any_tag","value":["a","b"]})");
  leaf(R"({"field":"age","operator":">=","value":"30"})",
       R"({"field":"birth_date","op":"older_than","value":29})");
  leaf(R"({"field":"consentEmail","operator":"=","value":"true"})",
       R"({"field":"consent_email","op":"eq","value":true})");
  leaf(R"({"field":"email","operator":"notNull"})", R"({"field":"email","op":"is_set"})");
  leaf(R"({"field":"totalSpend","operator":"between","value":"100,200"})",
       R"({"field":"total_spend","op":"between","value":[100,200]})");
  leaf(R"({"field":"orders.items.category","operator":"=","value":"shoes"})",
       R"({"op":"ordered","category":"shoes"})");
  leaf(R"({"field":"orders.amount","operator":">","value":"5000"})",
       R"({"op":"ordered","amount":{"gt":5000}})");
}

TEST(Foreign, names_every_fault_where_it_stands) {
  const auto made = import_rule(*parse_json(R"({"operator":"XOR","conditions":[]})"));
  EXPECT_EQ(std::get<Issues>(made).front().pointer, "/operator");
  const auto several = import_rule(*parse_json(
      R"({"operator":"AND","conditions":[{"field":"citty","operator":"=","value":1},5,
          {"field":"city","operator":"~","value":1},{"key":"visits","operator":">","value":"many"},{"x":1}]})"));
  std::string pointers;
  for (const auto& issue : std::get<Issues>(several)) pointers += issue.pointer + ' ';
  EXPECT_EQ(pointers,
            "/conditions/0/field /conditions/1 /conditions/2/operator /conditions/3/value /conditions/4 ");
  EXPECT_NE(std::get<Issues>(several).front().detail.find("\"city\""), std::string::npos);
}

TEST(Foreign, tells_where_a_part_came_from) {
  const auto made = import_rule(*parse_json(
      R"({"combinator":"and","rules":[{"combinator":"or","not":true,"rules":[{"field":"city","operator":"=","value":"x"}]}]})"));
  EXPECT_EQ(std::get<Imported>(made).origin_of("/all/0/not/any/0/value"), "/rules/0/rules/0");
  EXPECT_EQ(std::get<Imported>(made).origin_of("/all/0/not"), "/rules/0");
}

}  // namespace
}  // namespace carillon::audience
