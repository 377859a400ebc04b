#include <gtest/gtest.h>

#include "ruletext/ruletext.h"

namespace carillon::ruletext {
namespace {

void expect_rule(std::string_view text, std::string_view rule) {
  const auto read = parse(text);
  if (const auto* fault = std::get_if<Fault>(&read)) {
    ADD_FAILURE() << text << "\ncolumn " << fault->column << ": " << fault->detail;
    return;
  }
  EXPECT_EQ(std::get<Parsed>(read).rule, *parse_json(rule)) << text;
}

TEST(Parse, binds_not_before_and_before_or) {
  expect_rule("city = \"a\" OR city = \"b\" AND NOT visits > 1",
              R"({"any":[{"field":"city","op":"eq","value":"a"},
                  {"all":[{"field":"city","op":"eq","value":"b"},
                          {"not":{"field":"visits","op":"gt","value":1}}]}]})");
  expect_rule(
      "(city = \"a\" or city = \"b\") and visits > 1",
      R"({"all":[{"any":[{"field":"city","op":"eq","value":"a"},{"field":"city","op":"eq","value":"b"}]},
                         {"field":"visits","op":"gt","value":1}]})");
  expect_rule("((visits > 1))", R"({"field":"visits","op":"gt","value":1})");
}

TEST(Parse, knows_every_comparison_in_any_case) {
  expect_rule("visits <> 3", R"({"field":"visits","op":"ne","value":3})");
  expect_rule("visits == 3", R"({"field":"visits","op":"eq","value":3})");
  expect_rule("visits between 1 and 3", R"({"field":"visits","op":"between","value":[1,3]})");
  expect_rule("city not in ('Pune')", R"({"field":"city","op":"not_in","value":["Pune"]})");
  expect_rule("name Contains \"x\"", R"({"field":"name","op":"contains","value":"x"})");
  expect_rule("name not contains \"x\"", R"({"not":{"field":"name","op":"contains","value":"x"}})");
  expect_rule("phone starts with \"+91\"", R"({"field":"phone","op":"starts_with","value":"+91"})");
  expect_rule("email ends with \"@x\"", R"({"field":"email","op":"ends_with","value":"@x"})");
  expect_rule("email is not set", R"({"field":"email","op":"is_not_set"})");
  expect_rule("consent_sms is true", R"({"field":"consent_sms","op":"eq","value":true})");
  expect_rule("has tag \"vip\"", R"({"op":"has_tag","value":"vip"})");
  expect_rule("tags has any (\"a\",\"b\")", R"({"field":"tags","op":"has_any_tag","value":["a","b"]})");
}

TEST(Parse, reads_windows_dates_birthdays_and_ages) {
  expect_rule("inactive for 90 days", R"({"field":"last_order_at","op":"not_within","value":"90d"})");
  expect_rule("last_order_at within 6 months", R"({"field":"last_order_at","op":"within","value":"6mo"})");
  expect_rule("last_order_at not within 12h", R"({"field":"last_order_at","op":"not_within","value":"12h"})");
  expect_rule("created_at before 2025-01-31", R"({"field":"created_at","op":"before","value":"2025-01-31"})");
  expect_rule("created_at after 2025-01-31T10:00:00.5Z",
              R"({"field":"created_at","op":"after","value":"2025-01-31T10:00:00.5Z"})");
  expect_rule("birth_date anniversary in december",
              R"({"field":"birth_date","op":"anniversary_within","month":12})");
  expect_rule("birth_date anniversary last 3 days",
              R"({"field":"birth_date","op":"anniversary_within","last":"3d"})");
  expect_rule("created_at older than 1y", R"({"field":"created_at","op":"older_than","value":"1y"})");
  expect_rule("age > 30", R"({"field":"birth_date","op":"older_than","value":30})");
  expect_rule("age >= 30", R"({"field":"birth_date","op":"older_than","value":29})");
  expect_rule("age = 30", R"({"all":[{"field":"birth_date","op":"older_than","value":29},
                                     {"field":"birth_date","op":"younger_than","value":31}]})");
}

TEST(Parse, reads_calls_with_comparisons_and_lists) {
  expect_rule(
      R"(ordered(within: 90 days, category: ["shoes", "bags"], count > 1, count < 5, period: this_month))",
      R"({"op":"ordered","within":"90d","category":["shoes","bags"],"count":{"gt":1,"lt":5},
                  "period":"this_month"})");
  expect_rule("order_sum(within: 90d) > 5000", R"({"op":"order_sum","within":"90d","is":{"gt":5000}})");
  expect_rule("days_between_orders < 30", R"({"op":"days_between_orders","is":{"lt":30}})");
  expect_rule("rfm.monetary between 2 and 4", R"({"op":"rfm","score":"monetary","is":{"between":[2,4]}})");
  expect_rule("in segment \"17\" and in_segment(18)",
              R"({"all":[{"op":"in_segment","segment":"17"},{"op":"in_segment","segment":"18"}]})");
  expect_rule("bottom 100 by last_order_at", R"({"op":"bottom","count":100,"field":"last_order_at"})");
  expect_rule("near(city, km: 2.5, of: {lat: 1, lon: -2})",
              R"({"op":"near","field":"city","km":2.5,"of":{"lat":1,"lon":-2}})");
}

TEST(Parse, keeps_every_digit_of_a_number) {
  expect_rule("spend > 0.1", R"({"field":"spend","op":"gt","value":0.1})");
  expect_rule("spend > 10.50", R"({"field":"spend","op":"gt","value":10.5})");
  expect_rule("spend > 12345678901234.5678", R"({"field":"spend","op":"gt","value":"12345678901234.5678"})");
  expect_rule("spend > 99999999999999999999",
              R"({"field":"spend","op":"gt","value":"99999999999999999999"})");
  expect_rule("visits > 9007199254740993", R"({"field":"visits","op":"gt","value":9007199254740993})");
}

TEST(Parse, reads_escapes_in_texts) {
  expect_rule(R"(name = "a\"b\\c\n\u00e9\ud83d\ude00")",
              R"({"field":"name","op":"eq","value":"a\"b\\c\n\u00e9\ud83d\ude00"})");
  expect_rule(R"(name = 'it\'s "so"')", R"({"field":"name","op":"eq","value":"it's \"so\""})");
}

TEST(Parse, tells_where_each_part_of_the_rule_stands) {
  const auto read = parse("city = \"M\xC3\xBCnchen\" AND (visits > 1 OR NOT email IS SET)");
  const auto& parsed = std::get<Parsed>(read);
  EXPECT_EQ(column_of(parsed, "/all/0/value"), 1U);
  EXPECT_EQ(column_of(parsed, "/all/1/any/0/field"), 23U);
  EXPECT_EQ(column_of(parsed, "/all/1/any/1/not/op"), 41U);
  EXPECT_EQ(column_of(parsed, ""), 1U);
}

}  // namespace
}  // namespace carillon::ruletext
