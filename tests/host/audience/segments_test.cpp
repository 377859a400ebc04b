// Rules that name saved segments.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "audience/evaluator.h"
#include "even_name.h"
#include "operator_plugins.h"
#include "random_people.h"

namespace carillon::audience {
namespace {

constexpr std::int64_t kNow = 1'763'719'200'000'000;
using Rules = std::map<Id, std::string>;

Compilation compile(const std::string& rule, const Rules& rules, std::optional<Id> self = {}) {
  const Segments segments{[&](Id id) -> Result<std::optional<SavedRule>> {
                            const auto found = rules.find(id);
                            if (found == rules.end()) return std::optional<SavedRule>{};
                            return std::optional<SavedRule>({"s" + std::to_string(id), found->second});
                          },
                          self};
  return testing::compiler().compile(*parse_json(rule), kNow, segments);
}

Issue first(const Compilation& result) {
  const auto* issues = std::get_if<Issues>(&result);
  return issues == nullptr ? Issue{"", "none", ""} : issues->front();
}

std::string in_segment(Id id) { return R"({"op":"in_segment","segment":")" + id_text(id) + "\"}"; }

const Rules kRules = {{1, R"({"field":"city","op":"is_set"})"},
                      {2, R"({"any":[{"field":"visits","op":"gte","value":2},)" + in_segment(1) + "]}"},
                      {3, R"({"not":)" + in_segment(2) + "}"}};

TEST(InSegment, selects_the_members_of_the_segment_also_under_not) {
  testing::Chance chance(3);
  const auto plain = testing::compiled(
      R"({"all":[{"field":"name","op":"is_set"},{"not":{"not":{"any":[
          {"field":"visits","op":"gte","value":2},{"field":"city","op":"is_set"}]}}}]})",
      kNow);
  const auto result =
      compile(R"({"all":[{"field":"name","op":"is_set"},{"not":)" + in_segment(3) + "}]}", kRules);
  ASSERT_EQ(result.index(), 0U) << first(result).detail;
  const auto& compiled = *std::get<0>(result);
  for (const auto& customer : testing::random_customers(chance, 200, kNow)) {
    EXPECT_EQ(holds(compiled.where, CustomerRecord(customer), kNow),
              holds(plain->where, CustomerRecord(customer), kNow));
  }
  EXPECT_EQ(compiled.explanation, "name is known and not (is in the segment \"s3\" (" + id_text(3) + "))");
  ASSERT_EQ(compiled.leaves.size(), 2U);
  EXPECT_EQ(compiled.leaves[1].pointer, "/all/1/not");
}

TEST(InSegment, is_refused_where_segments_would_be_made_of_themselves) {
  const Rules round = {{1, R"({"any":[)" + in_segment(2) + "]}"}, {2, in_segment(3)}, {3, in_segment(1)}};
  const Issue issue = first(compile(R"({"all":[)" + in_segment(1) + "]}", round));
  EXPECT_EQ(issue.pointer, "/all/0/segment");
  EXPECT_EQ(issue.code, "cycle");
  const std::string one = id_text(1);
  EXPECT_NE(issue.detail.find(one + " is made of " + id_text(2) + ", which is made of " + id_text(3) +
                              ", which is made of " + one),
            std::string::npos)
      << issue.detail;
  // A rule that is about to become that of segment 9.
  EXPECT_EQ(first(compile(in_segment(9), {{9, R"({"all":[]})"}}, 9)).code, "cycle");
  EXPECT_EQ(first(compile(in_segment(8), {{8, in_segment(9)}, {9, R"({"all":[]})"}}, 9)).code, "cycle");
  EXPECT_EQ(first(compile(in_segment(8), {{8, in_segment(9)}, {9, R"({"all":[]})"}}, 7)).code, "none");
}

TEST(InSegment, tells_the_faults_of_a_segment_where_it_is_named) {
  const Rules rules = {{1, R"({"all":[{"op":"resembles"},{"field":"city","op":"eq"}]})"}, {2, "{"}};
  const Compilation bad = compile(R"({"any":[)" + in_segment(1) + "]}", rules);
  ASSERT_EQ(std::get<Issues>(bad).size(), 1U);
  EXPECT_EQ(first(bad).pointer, "/any/0/segment");
  EXPECT_NE(first(bad).detail.find("\"/all/0/op\""), std::string::npos) << first(bad).detail;
  EXPECT_EQ(first(compile(in_segment(2), rules)).code, "invalid");
  EXPECT_EQ(first(compile(in_segment(4), rules)).code, "unknown_segment");
  EXPECT_EQ(first(compile(R"({"op":"in_segment","segment":"x"})", rules)).pointer, "/segment");
  EXPECT_EQ(first(compile(R"({"op":"in_segment","segment":17})", rules)).code, "type");
  EXPECT_EQ(first(compile(R"({"op":"in_segment"})", rules)).code, "required");
}

TEST(InSegment, counts_the_whole_tree_against_the_limits) {
  Rules deep = {{1, R"({"field":"city","op":"is_set"})"}};
  for (Id id = 2; id < 30; ++id) deep[id] = in_segment(id - 1);
  EXPECT_EQ(first(compile(in_segment(10), deep)).code, "none");
  EXPECT_EQ(first(compile(in_segment(29), deep)).code, "too_deep");
  // Each names the one before twice: a quarter of a million conditions in all.
  Rules wide = {{1, R"({"field":"city","op":"is_set"})"}};
  for (Id id = 2; id < 14; ++id)
    wide[id] = R"({"any":[)" + in_segment(id - 1) + "," + in_segment(id - 1) + "]}";
  EXPECT_EQ(first(compile(in_segment(7), wide)).code, "none");
  EXPECT_NE(first(compile(in_segment(13), wide)).code, "none");
}

TEST(InSegment, cannot_be_used_where_nothing_looks_segments_up) {
  EXPECT_EQ(first(testing::compile(in_segment(1), kNow)).code, "unknown_segment");
}

}  // namespace
}  // namespace carillon::audience
