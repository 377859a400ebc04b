#include "ruletext/difference.h"

#include <gtest/gtest.h>

#include "ruletext/ruletext.h"

namespace carillon::ruletext {
namespace {

json::value rule(std::string_view text) { return std::get<Parsed>(parse(text)).rule; }

TEST(Difference, tells_added_removed_and_changed_conditions_by_what_they_are_about) {
  const auto d = difference(rule("city = \"Pune\" AND spend > 100 AND email IS SET"),
                            rule("spend > 200 AND city = \"Pune\" AND visits > 1"));
  ASSERT_EQ(d.changes.size(), 3U);
  EXPECT_EQ(d.changes[0].kind, Change::Kind::kChanged);
  EXPECT_EQ(d.changes[0].pointer_before, "/all/1");
  EXPECT_EQ(d.changes[0].pointer_after, "/all/0");
  EXPECT_EQ(d.changes[1].kind, Change::Kind::kRemoved);
  EXPECT_EQ(d.changes[1].pointer_before, "/all/2");
  EXPECT_EQ(d.changes[2].kind, Change::Kind::kAdded);
  EXPECT_EQ(d.changes[2].after, rule("visits > 1"));
}

TEST(Difference, tells_a_new_grouping_of_the_same_conditions) {
  const auto same = difference(rule("city = \"a\" AND visits > 1"), rule("city = \"a\" AND visits > 1"));
  EXPECT_TRUE(same.changes.empty());
  EXPECT_FALSE(same.regrouped);
  const auto other = difference(rule("city = \"a\" AND visits > 1"), rule("city = \"a\" OR visits > 1"));
  EXPECT_TRUE(other.changes.empty());
  EXPECT_TRUE(other.regrouped);
  EXPECT_FALSE(difference(rule("city = \"a\""), rule("city = \"a\" AND visits > 1")).regrouped);
}

TEST(Difference, matches_equal_conditions_one_to_one) {
  const auto d = difference(rule("visits > 1 AND visits > 1"), rule("visits > 1"));
  ASSERT_EQ(d.changes.size(), 1U);
  EXPECT_EQ(d.changes[0].kind, Change::Kind::kRemoved);
}

}  // namespace
}  // namespace carillon::ruletext
