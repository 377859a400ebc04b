// Every fault of a rule is found, at its place, with its code.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "operator_plugins.h"

namespace carillon::audience {
namespace {

using testing::compile;
using testing::compiled;

const std::int64_t kNow = *parse_time("2025-11-21T10:00:00Z");

struct Fault {
  std::string pointer, code, mentions;
};

struct Case {
  std::string rule;
  std::vector<Fault> faults;
};

std::string shown(const Issues& issues) {
  std::string out;
  for (const Issue& issue : issues) out += issue.pointer + " [" + issue.code + "] " + issue.detail + "\n";
  return out;
}

const std::vector<Case> kCases = {
    {R"([])", {{"", "type", "list"}}},
    {R"(null)", {{"", "type", "null"}}},
    {R"({})", {{"", "required", "op"}}},
    {R"({"all":{}})", {{"/all", "type", "list"}}},
    {R"({"all":[],"any":[]})", {{"", "group", "2 members"}}},
    {R"({"not":[]})", {{"/not", "type", "list"}}},
    {R"({"all":[5,"x"]})", {{"/all/0", "type", "5"}, {"/all/1", "type", "x"}}},
    {R"({"op":7})", {{"/op", "type", "7"}}},
    {R"({"op":"eqq","field":"city","value":"x"})", {{"/op", "unknown_operator", "did you mean \"eq\""}}},
    {R"({"op":"resembles"})", {{"/op", "unknown_operator", "\"resembles\". Allowed: eq, ne"}}},
    {R"({"field":"citty","op":"eq","value":"x"})", {{"/field", "unknown_field", "did you mean \"city\""}}},
    {R"({"field":"income","op":"gt","value":5})", {{"/field", "unknown_field", "total_spend"}}},
    {R"({"field":"attributes.","op":"eq","value":"x"})", {{"/field", "unknown_field", ""}}},
    {R"({"field":"attributes.a..b","op":"eq","value":"x"})", {{"/field", "unknown_field", ""}}},
    {R"({"field":3,"op":"eq","value":"x"})", {{"/field", "type", "3"}}},
    {R"({"op":"eq","value":"x"})", {{"/field", "required", "needs a \"field\""}}},
    {R"({"field":"city","op":"eq"})", {{"/value", "required", "missing"}}},
    {R"({"field":"city","op":"eq","value":null})", {{"/value", "type", "null"}}},
    {R"({"field":"city","op":"eq","value":["x"]})", {{"/value", "type", "list"}}},
    {R"({"field":"city","op":"eq","value":"x","vlaue":"y"})",
     {{"/vlaue", "unknown_argument", "did you mean \"value\""}}},
    {R"({"field":"city","op":"is_set","value":1})", {{"/value", "unknown_argument", "takes none"}}},
    {R"({"field":"city","op":"eq","a/b~c":1,"value":"x"})", {{"/a~1b~0c", "unknown_argument", ""}}},
    {R"({"field":"city","op":"eq","value":5})", {{"/value", "invalid", "a text"}}},
    {R"({"field":"total_spend","op":"gt","value":"lots"})", {{"/value", "invalid", "four decimal places"}}},
    {R"({"field":"total_spend","op":"gt","value":0.12345})", {{"/value", "invalid", "four decimal places"}}},
    {R"({"field":"total_spend","op":"gt","value":1e300})", {{"/value", "invalid", "amount"}}},
    {R"({"field":"order_count","op":"eq","value":2.5})", {{"/value", "invalid", "whole"}}},
    {R"({"field":"order_count","op":"gt","value":"2"})", {{"/value", "invalid", "whole"}}},
    {R"({"field":"consent_email","op":"eq","value":"yes"})", {{"/value", "invalid", "true or false"}}},
    {R"({"field":"birth_date","op":"gt","value":"1990-02-30"})", {{"/value", "invalid", "1990-02-30"}}},
    {R"({"field":"created_at","op":"gte","value":"yesterday"})", {{"/value", "invalid", "yesterday"}}},
    {R"({"field":"attributes.plan","op":"gt","value":"gold"})", {{"/value", "invalid", "a number"}}},
    {R"({"field":"city","op":"gt","value":"A"})", {{"/field", "field_type", "total_spend"}}},
    {R"({"field":"city","op":"has_tag","value":"vip"})", {{"/field", "field_type", "a text"}}},
    {R"({"field":"tags","op":"eq","value":"vip"})", {{"/field", "field_type", "has_tag"}}},
    {R"({"field":"city","op":"in","value":[]})", {{"/value", "range", "1 or more"}}},
    {R"({"field":"city","op":"in","value":["a",7,"b"]})", {{"/value/1", "invalid", "a text"}}},
    {R"({"field":"city","op":"in","value":["a",{}]})", {{"/value/1", "type", "an object"}}},
    {R"({"field":"total_spend","op":"between","value":[1]})", {{"/value", "range", "2 or more"}}},
    {R"({"field":"total_spend","op":"between","value":[1,"x"]})", {{"/value/1", "invalid", "amount"}}},
    {R"({"field":"name","op":"contains","value":""})", {{"/value", "range", "1 or more"}}},
    {R"({"field":"last_order_at","op":"within","value":"6m"})", {{"/value", "invalid", "mo"}}},
    {R"({"field":"last_order_at","op":"within","value":"0d"})", {{"/value", "invalid", "1 or more"}}},
    {R"({"field":"last_order_at","op":"within","value":"-3d"})", {{"/value", "invalid", "-3d"}}},
    {R"({"field":"last_order_at","op":"within","value":"101y"})", {{"/value", "invalid", "hundred years"}}},
    {R"({"field":"last_order_at","op":"within","value":"99999999999999d"})",
     {{"/value", "invalid", "hundred years"}}},
    {R"({"field":"last_order_at","op":"within","value":30})", {{"/value", "type", "a text"}}},
    {R"({"field":"created_at","op":"before","value":"0999-01-01"})", {{"/value", "invalid", "1800"}}},
    {R"({"field":"created_at","op":"on","value":"2025-01-01","timezone":"Mars/Base"})",
     {{"/timezone", "invalid", "Mars/Base"}}},
    {R"({"field":"birth_date","op":"anniversary_within"})", {{"", "invalid", "exactly one"}}},
    {R"({"field":"birth_date","op":"anniversary_within","next":"7d","month":3})",
     {{"", "invalid", "found 2"}}},
    {R"({"field":"birth_date","op":"anniversary_within","next":"7h"})", {{"/next", "invalid", "whole days"}}},
    {R"({"field":"birth_date","op":"anniversary_within","month":13})", {{"/month", "range", "12 or less"}}},
    {R"({"field":"birth_date","op":"older_than","value":"30d"})", {{"/value", "invalid", "whole years"}}},
    {R"({"field":"birth_date","op":"older_than","value":500})", {{"/value", "range", "200 or less"}}},
    {R"({"field":"created_at","op":"older_than","value":3})", {{"/value", "invalid", "30d"}}},
    {R"({"all":[{"field":"city","op":"eq","value":1},{"any":[{"not":{"op":"nope"}},{"field":"x","op":"gt","value":1,"y":2}]}]})",
     {{"/all/0/value", "invalid", ""},
      {"/all/1/any/0/not/op", "unknown_operator", ""},
      {"/all/1/any/1/field", "unknown_field", ""},
      {"/all/1/any/1/y", "unknown_argument", ""}}},
};

TEST(RuleCompiler, names_every_fault_with_its_place_and_code) {
  for (const Case& c : kCases) {
    const Compilation result = compile(c.rule, kNow);
    const auto* issues = std::get_if<Issues>(&result);
    ASSERT_NE(issues, nullptr) << c.rule;
    ASSERT_EQ(issues->size(), c.faults.size()) << c.rule << "\n" << shown(*issues);
    for (const Fault& fault : c.faults) {
      const auto found = std::ranges::find_if(*issues, [&](const Issue& issue) {
        return issue.pointer == fault.pointer && issue.code == fault.code &&
               issue.detail.find(fault.mentions) != std::string::npos;
      });
      EXPECT_NE(found, issues->end()) << c.rule << "\nexpected " << fault.pointer << " [" << fault.code
                                      << "] ..." << fault.mentions << "\nfound " << shown(*issues);
    }
  }
}

TEST(RuleCompiler, lists_the_operators_with_valid_schemas_and_examples_that_compile) {
  const auto& infos = testing::compiler().operators();
  EXPECT_EQ(infos.size(), 42U);
  const Segments segments{[](Id) { return std::optional<SavedRule>({"VIPs", R"({"all":[]})"}); }, {}};
  for (const OperatorInfo& info : infos) {
    EXPECT_FALSE(info.title.empty()) << info.name;
    EXPECT_FALSE(info.summary.empty()) << info.name;
    EXPECT_FALSE(info.examples.empty()) << info.name;
    EXPECT_TRUE(parse_json(info.args_schema).ok()) << info.name;
    for (const auto& [leaf, words] : info.examples) {
      const Compilation result = testing::compiler().compile(*parse_json(leaf), kNow, segments);
      ASSERT_EQ(result.index(), 0U) << leaf << "\n" << shown(std::get<Issues>(result));
      EXPECT_NE(leaf.find("\"" + info.name + "\""), std::string::npos) << leaf;
      EXPECT_FALSE(words.empty());
    }
  }
}

TEST(RuleCompiler, lets_a_leaf_leave_out_the_only_field_that_it_can_mean) {
  EXPECT_EQ(compiled(R"({"op":"has_tag","value":"vip"})", kNow)->explanation,
            compiled(R"({"op":"has_tag","field":"tags","value":"vip"})", kNow)->explanation);
  EXPECT_EQ(compiled(R"({"op":"anniversary_within","next":"7d"})", kNow)->leaves.size(), 1U);
}

TEST(RuleCompiler, keeps_a_pointer_and_an_expression_for_each_leaf) {
  const auto rule = compiled(
      R"({"all":[{"field":"city","op":"eq","value":"Pune"},{"not":{"field":"visits","op":"gt","value":2}}]})",
      kNow);
  ASSERT_EQ(rule->leaves.size(), 2U);
  EXPECT_EQ(rule->leaves[0].pointer, "/all/0");
  EXPECT_EQ(rule->leaves[1].pointer, "/all/1/not");
  EXPECT_TRUE(rule->exact);
  EXPECT_EQ(rule->now_us, kNow);
}

TEST(RuleCompiler, refuses_two_plugins_with_one_operator_and_names_both) {
  auto core = testing::load_operators("core");
  auto copy = core;
  copy.plugin = "core_again";
  const auto made = Compiler::make({core, copy}, "UTC");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().status, CRL_E_CONFLICT);
  EXPECT_NE(made.error().message.find("\"core\""), std::string::npos) << made.error().message;
  EXPECT_NE(made.error().message.find("\"core_again\""), std::string::npos) << made.error().message;
}

TEST(RuleCompiler, refuses_a_time_zone_that_does_not_exist) {
  EXPECT_FALSE(Compiler::make({}, "Mars/Base").ok());
}

}  // namespace
}  // namespace carillon::audience
