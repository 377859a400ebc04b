// What the comparisons mean.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "judge.h"

namespace carillon::audience {
namespace {

using testing::at;
using testing::selects;

store::Customer someone() {
  store::Customer c;
  c.id = 1;
  c.external_id = "c1";
  c.name = "José Müller";
  c.city = "MÜNCHEN";
  c.email = R"(50%_off\now@example.com)";
  c.tags = {"VIP", "early bird"};
  c.consent_email = true;
  c.attributes =
      R"({"plan":"Gold","n":2,"flag":false,"code":"7","loyalty":{"tier":"A/B"},"odd~key":1,"list":[1]})";
  c.total_spend = *parse_decimal("0.3");
  c.order_count = 3;
  c.avg_order_value = *parse_decimal("0.1");
  c.last_order_at = at("2025-01-31T23:30:00Z");
  c.birth_date = *parse_date("1990-02-28");
  return c;
}

TEST(Comparisons, say_yes_where_the_field_has_the_value) {
  const std::vector<std::string> rules = {
      R"({"field":"city","op":"eq","value":"münchen"})",
      R"({"field":"city","op":"in","value":["Pune","München"]})",
      R"({"field":"name","op":"starts_with","value":"JOSÉ"})",
      R"({"field":"name","op":"ends_with","value":"ÜLLER"})",
      R"({"field":"email","op":"contains","value":"%_OFF\\"})",
      R"({"field":"total_spend","op":"eq","value":0.3})",
      R"({"field":"total_spend","op":"eq","value":"0.3000"})",
      R"({"field":"total_spend","op":"in","value":[1,"0.3"]})",
      R"({"field":"spend","op":"between","value":["0.3",0.3]})",
      R"({"field":"visits","op":"gt","value":2.5})",
      R"({"field":"visits","op":"gte","value":3})",
      R"({"field":"order_count","op":"eq","value":3})",
      R"({"field":"consent_email","op":"eq","value":true})",
      R"({"field":"consent_sms","op":"ne","value":true})",
      R"({"field":"birth_date","op":"eq","value":"1990-02-28"})",
      R"({"field":"birth_date","op":"lte","value":"1990-02-28"})",
      R"({"field":"attributes.plan","op":"eq","value":"gold"})",
      R"({"field":"attributes.n","op":"eq","value":2})",
      R"({"field":"attributes.n","op":"lt","value":2.5})",
      R"({"field":"attributes.flag","op":"eq","value":false})",
      R"({"field":"attributes.loyalty.tier","op":"eq","value":"a/b"})",
      R"({"field":"attributes.odd~key","op":"in","value":["x",1]})",
      R"({"field":"attributes.code","op":"in","value":[7,"7"]})",
      R"({"field":"attributes.flag","op":"is_set"})",
      R"({"field":"attributes.nothing","op":"is_not_set"})",
      R"({"field":"first_order_at","op":"is_not_set"})",
      R"({"field":"tags","op":"has_tag","value":"vip"})",
      R"({"field":"tags","op":"has_any_tag","value":["x","Early Bird"]})",
  };
  for (const auto& rule : rules) EXPECT_TRUE(selects(rule, someone())) << rule;
}

TEST(Comparisons, say_no_where_it_has_not) {
  const std::vector<std::string> rules = {
      R"({"field":"name","op":"starts_with","value":"jose"})",  // accents stay
      R"({"field":"city","op":"eq","value":"münchen "})",       // nothing is trimmed
      R"({"field":"email","op":"contains","value":"50__off"})",
      R"({"field":"total_spend","op":"gt","value":0.3})",
      R"({"field":"total_spend","op":"lt","value":"0.3"})",
      R"({"field":"visits","op":"lt","value":2.5})",
      R"({"field":"consent_sms","op":"eq","value":false})",  // missing is not false
      R"({"field":"attributes.code","op":"eq","value":7})",  // a text is no number
      R"({"field":"attributes.n","op":"eq","value":"2"})",
      R"({"field":"attributes.n","op":"contains","value":"2"})",
      R"({"field":"attributes.list","op":"is_set"})",  // neither text, number nor truth
      R"({"field":"tags","op":"has_tag","value":"early"})",
      R"({"field":"phone","op":"is_set"})",
  };
  for (const auto& rule : rules) EXPECT_FALSE(selects(rule, someone())) << rule;
}

TEST(Comparisons, are_false_for_a_missing_value_and_their_negations_are_true) {
  const store::Customer nobody_known;
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {R"({"field":"city","op":"eq","value":"Pune"})", R"({"field":"city","op":"ne","value":"Pune"})"},
      {R"({"field":"city","op":"in","value":["Pune"]})",
       R"({"field":"city","op":"not_in","value":["Pune"]})"},
      {R"({"field":"last_order_at","op":"eq","value":"2025-01-01"})",
       R"({"field":"last_order_at","op":"ne","value":"2025-01-01"})"},
      {R"({"field":"last_order_at","op":"within","value":"30d"})",
       R"({"field":"last_order_at","op":"not_within","value":"30d"})"},
      {R"({"field":"avg_order_value","op":"lt","value":5})",
       R"({"not":{"field":"avg_order_value","op":"lt","value":5}})"},
      {R"({"field":"attributes.n","op":"eq","value":1})", R"({"field":"attributes.n","op":"ne","value":1})"},
  };
  for (const auto& [rule, negation] : pairs) {
    EXPECT_FALSE(selects(rule, nobody_known)) << rule;
    EXPECT_TRUE(selects(negation, nobody_known)) << negation;
    EXPECT_TRUE(selects(R"({"not":)" + rule + "}", nobody_known)) << rule;
  }
}

TEST(Comparisons, take_a_bare_date_as_that_whole_day_in_the_organisations_zone) {
  const auto day = [](const std::string& op) {
    return R"({"field":"last_order_at","op":")" + op + R"(","value":"2025-01-31"})";
  };
  // 23:30 UTC on 31 January is 1 February in India.
  for (const auto* op : {"eq", "gte", "lte"}) EXPECT_TRUE(selects(day(op), someone())) << op;
  for (const auto* op : {"ne", "gt", "lt"}) EXPECT_FALSE(selects(day(op), someone())) << op;
  for (const auto* op : {"ne", "gt", "gte"})
    EXPECT_TRUE(selects(day(op), someone(), 0, "Asia/Kolkata")) << op;
  for (const auto* op : {"eq", "lt", "lte"})
    EXPECT_FALSE(selects(day(op), someone(), 0, "Asia/Kolkata")) << op;
  EXPECT_TRUE(
      selects(R"({"field":"last_order_at","op":"between","value":["2025-01-30","2025-01-31"]})", someone()));
  EXPECT_TRUE(
      selects(R"({"field":"last_order_at","op":"eq","value":"2025-02-01T05:00:00+05:30"})", someone()));
  EXPECT_FALSE(selects(R"({"field":"last_order_at","op":"gt","value":"2025-01-31T23:30:00Z"})", someone()));
}

}  // namespace
}  // namespace carillon::audience
