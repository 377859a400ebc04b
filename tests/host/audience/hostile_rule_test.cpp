// Rules that are meant to cost: refused with a clear word, without walking all of them.
#include <string>

#include <gtest/gtest.h>

#include "operator_plugins.h"

namespace carillon::audience {
namespace {

const std::string kLeaf = R"({"field":"city","op":"eq","value":"x"})";

std::string nested(std::string_view open, std::string_view close, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += open;
  out += kLeaf;
  for (int i = 0; i < times; ++i) out += close;
  return out;
}

std::string wide(int n, const std::string& item) {
  std::string out = R"({"any":[)";
  for (int i = 0; i < n; ++i) out += (i == 0 ? "" : ",") + item;
  return out + "]}";
}

Issues faults(const json::value& rule) {
  const auto result = testing::compiler().compile(rule, 0);
  return result.index() == 1 ? std::get<Issues>(result) : Issues{};
}

Issues faults(const std::string& rule) { return faults(parse_json(rule).value()); }

TEST(HostileRule, sixteen_groups_nest_and_seventeen_do_not) {
  EXPECT_TRUE(faults(nested(R"({"all":[)", "]}", 16)).empty());
  const auto issues = faults(nested(R"({"all":[)", "]}", 17));
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code, "too_deep");
  EXPECT_TRUE(faults(nested(R"({"not":)", "}", 16)).empty());
  EXPECT_EQ(faults(nested(R"({"not":)", "}", 17)).size(), 1U);
}

TEST(HostileRule, a_rule_far_deeper_than_any_stack_is_refused) {
  json::value rule = json::parse(kLeaf);
  for (int i = 0; i < 5000; ++i) {
    json::object group;
    group["not"] = std::move(rule);
    rule = std::move(group);
  }
  const auto issues = faults(rule);
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code, "too_deep");
}

TEST(HostileRule, two_hundred_and_fifty_six_leaves_are_enough) {
  EXPECT_TRUE(faults(wide(256, kLeaf)).empty());
  const auto issues = faults(wide(100'000, kLeaf));
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code, "too_large");
}

TEST(HostileRule, empty_groups_without_end_are_refused) {
  const auto issues = faults(wide(50'000, R"({"all":[]})"));
  ASSERT_EQ(issues.size(), 1U);
  EXPECT_EQ(issues[0].code, "too_large");
}

TEST(HostileRule, a_hundred_faults_are_told_and_no_more) {
  EXPECT_LE(faults(wide(50'000, "7")).size(), 100U);
  EXPECT_FALSE(faults(wide(50'000, "7")).empty());
  json::object leaf = json::parse(kLeaf).as_object();
  for (int i = 0; i < 50'000; ++i) leaf["argument" + std::to_string(i)] = i;
  const auto issues = faults(json::value(leaf));
  EXPECT_FALSE(issues.empty());
  EXPECT_LE(issues.size(), 100U);
}

TEST(HostileRule, endless_lists_texts_and_names_are_refused) {
  json::object leaf{{"field", "city"}, {"op", "in"}};
  leaf["value"] = json::array(200'000, "x");
  EXPECT_EQ(faults(json::value(leaf))[0].code, "range");
  const std::string endless(2'000'000, 'x');
  EXPECT_EQ(faults(json::value{{"field", "city"}, {"op", "eq"}, {"value", endless}})[0].code, "range");
  for (const auto& rule : {json::value{{"field", endless}, {"op", "eq"}, {"value", "x"}},
                           json::value{{"field", "city"}, {"op", endless}, {"value", "x"}},
                           json::value{{"field", "attributes." + endless}, {"op", "eq"}, {"value", "x"}},
                           json::value{{"field", "city"}, {"op", "eq"}, {"value", "x"}, {endless, 1}}}) {
    const auto issues = faults(rule);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_LT(issues[0].detail.size(), 2000U);
    EXPECT_LT(issues[0].pointer.size(), 100U);
  }
}

}  // namespace
}  // namespace carillon::audience
