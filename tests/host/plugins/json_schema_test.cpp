#include "plugins/json_schema.h"

#include <gtest/gtest.h>

namespace carillon::plugins {
namespace {

JsonSchema schema(const char* text) {
  auto compiled = JsonSchema::compile(text);
  EXPECT_TRUE(compiled) << compiled.error().message;
  return *compiled;
}

Issue only_issue(const JsonSchema& s, const char* value) {
  const auto issues = s.check(json::parse(value));
  EXPECT_EQ(issues.size(), 1U) << value;
  return issues.empty() ? Issue{} : issues.front();
}

TEST(JsonSchema, refuses_what_is_no_schema) {
  EXPECT_FALSE(JsonSchema::compile("{"));
  EXPECT_FALSE(JsonSchema::compile("[]"));
  EXPECT_FALSE(JsonSchema::compile(R"({"type": 5})"));
  EXPECT_FALSE(JsonSchema::compile(R"({"$ref": "https://example.com/other.json"})"));
}

TEST(JsonSchema, points_at_the_member_and_tells_found_and_expected) {
  const auto s = schema(R"({"type":"object","properties":{
      "rate":{"type":"integer","minimum":1,"maximum":9},"mode":{"enum":["a","b"]},"name":{"type":"string","minLength":2},
      "list":{"type":"array","maxItems":2,"items":{"type":"object","required":["key"],"properties":{"key":{"type":"boolean"}}}}}})");
  auto issue = only_issue(s, R"({"rate":"x"})");
  EXPECT_EQ(issue.pointer, "/rate");
  EXPECT_EQ(issue.code, "type");
  EXPECT_EQ(issue.detail, "expected a whole number, at least 1 and at most 9, found the text \"x\"");
  EXPECT_EQ(only_issue(s, R"({"rate":1.5})").code, "type");
  EXPECT_EQ(only_issue(s, R"({"rate":10})").code, "range");
  issue = only_issue(s, R"({"mode":"c"})");
  EXPECT_EQ(issue.code, "enum");
  EXPECT_EQ(issue.detail, "expected one of \"a\", \"b\", found the text \"c\"");
  EXPECT_EQ(only_issue(s, R"({"name":"x"})").code, "length");
  issue = only_issue(s, R"({"list":[{"key":true},{"key":1}]})");
  EXPECT_EQ(issue.pointer, "/list/1/key");
  EXPECT_EQ(issue.detail, "expected true or false, found 1");
  issue = only_issue(s, R"({"list":[{}]})");
  EXPECT_EQ(issue.pointer, "/list/0/key");
  EXPECT_EQ(issue.code, "required");
  EXPECT_EQ(only_issue(s, "[]").pointer, "");
}

TEST(JsonSchema, tells_every_fault_at_once) {
  const auto s = schema(R"({"type":"object","required":["a"],"additionalProperties":false,
      "properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"}}})");
  EXPECT_EQ(s.check(json::parse(R"({"b":"x","c":1,"d":0})")).size(), 4U);
}

TEST(JsonSchema, an_unknown_key_is_answered_with_the_nearest) {
  const auto s = schema(R"({"type":"object","additionalProperties":false,"properties":{
      "timeout_ms":{},"retries":{},"tls":{"type":"object","additionalProperties":false,"properties":{"verify":{}}}}})");
  auto issue = only_issue(s, R"({"timout_ms":1})");
  EXPECT_EQ(issue.pointer, "/timout_ms");
  EXPECT_EQ(issue.code, "unknown_field");
  EXPECT_NE(issue.detail.find("\"timeout_ms\""), std::string::npos);
  EXPECT_EQ(only_issue(s, R"({"tls":{"verfiy":true}})").pointer, "/tls/verfiy");
  EXPECT_NE(only_issue(s, R"({"zzzzzzzz":1})").detail.find("known here"), std::string::npos);
}

TEST(JsonSchema, never_shows_a_secret) {
  const auto s = schema(
      R"({"type":"object","properties":{"token":{"type":"string","pattern":"^[a-z]+$","writeOnly":true}}})");
  for (const char* value : {R"({"token":"HUNTER2"})", R"({"token":12345678})"}) {
    const auto issue = only_issue(s, value);
    EXPECT_EQ(issue.detail.find("HUNTER2"), std::string::npos);
    EXPECT_EQ(issue.detail.find("12345678"), std::string::npos);
  }
}

TEST(JsonSchema, fills_in_defaults_at_every_depth) {
  const auto s = schema(R"({"type":"object","properties":{
      "a":{"default":1},"b":{"type":"object","properties":{"c":{"default":[2]},"d":{}}},
      "needs":{"type":"object","required":["x"],"properties":{"x":{},"y":{"default":3}}},
      "list":{"type":"array","items":{"type":"object","properties":{"w":{"default":5}}}},
      "shared":{"$ref":"#/definitions/s"}},
      "definitions":{"s":{"type":"object","properties":{"z":{"default":"deep"}}}}})");
  auto value = json::parse(R"({"list":[{},{"w":6}]})");
  s.apply_defaults(value);
  EXPECT_EQ(value, json::parse(R"({"a":1,"b":{"c":[2]},"list":[{"w":5},{"w":6}],"shared":{"z":"deep"}})"));
  value = json::parse(R"({"a":null,"needs":{"x":1}})");
  s.apply_defaults(value);
  EXPECT_TRUE(value.at("a").is_null()) << "what is there is left alone";
  EXPECT_EQ(value.at("needs").at("y"), json::value(3));
}

TEST(JsonSchema, a_value_that_passes_still_passes_with_its_defaults_and_they_change_nothing_twice) {
  const auto s = schema(R"({"type":"object","properties":{"a":{"type":"integer","default":1},
      "b":{"type":"object","properties":{"c":{"type":"string","default":"x"}}}}})");
  for (const char* text : {"{}", R"({"a":5})", R"({"b":{}})", R"({"b":{"c":"y"},"other":[1]})"}) {
    auto once = json::parse(text);
    ASSERT_TRUE(s.check(once).empty()) << text;
    s.apply_defaults(once);
    EXPECT_TRUE(s.check(once).empty()) << text;
    auto twice = once;
    s.apply_defaults(twice);
    EXPECT_EQ(once, twice) << text;
  }
}

TEST(JsonSchema, references_that_never_end_are_survived) {
  const auto s = JsonSchema::compile(R"({"type":"object","properties":{"child":{"$ref":"#"}}})");
  ASSERT_TRUE(s) << s.error().message;
  auto value = json::parse(R"({"child":{"child":{}}})");
  s->apply_defaults(value);
  EXPECT_TRUE(s->check(value).empty());
}

TEST(JsonSchema, a_pattern_is_not_tried_on_a_text_that_would_exhaust_the_stack) {
  const auto s =
      schema(R"({"properties":{"a":{"type":"string","pattern":"^(a|b)+$"},"free":{"type":"string"}}})");
  const std::string longest(1024, 'a');
  EXPECT_TRUE(s.check({{"a", longest}, {"free", std::string(1'000'000, 'x')}}).empty());
  const auto issues = s.check({{"a", std::string(10'000'000, 'a')}});
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].pointer, "/a");
  EXPECT_EQ(issues[0].code, "length");
}

}  // namespace
}  // namespace carillon::plugins
