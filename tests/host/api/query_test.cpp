#include <gtest/gtest.h>

#include "api/etag.h"
#include "api/listing.h"
#include "api/merge_patch.h"
#include "api/query_check.h"

namespace carillon::api {
namespace {

class QueryCheck : public ::testing::Test {
 protected:
  QueryCheck() {
    route.query = {limit_parameter(), cursor_parameter(), count_parameter(), sort_parameter({"id", "name"})};
  }
  std::string code_of(std::string_view query) {
    const auto checked = check_query(route, query);
    if (checked.malformed) return "malformed";
    return checked.issues.empty() ? "" : checked.issues.front().code;
  }
  Route route;
};

TEST_F(QueryCheck, takes_what_the_route_names) {
  const auto checked = check_query(route, "limit=1000&sort=-name&cursor=a%2Bb&count=true");
  EXPECT_TRUE(checked.issues.empty());
  EXPECT_EQ(checked.values.at("cursor"), "a+b");
}

TEST_F(QueryCheck, judges_every_value_by_its_type) {
  for (const char* query :
       {"limit=0", "limit=1001", "limit=x", "limit=", "limit=1e2", "count=yes", "sort=age"}) {
    EXPECT_EQ(code_of(query), "invalid_parameter") << query;
  }
  EXPECT_EQ(code_of("limit=5&limit=6"), "repeated");
  EXPECT_EQ(code_of("limit=%"), "malformed");
}

TEST_F(QueryCheck, names_the_nearest_parameter) {
  const auto checked = check_query(route, "limt=5&nonsense=1");
  ASSERT_EQ(checked.issues.size(), 2u);
  EXPECT_NE(checked.issues[0].detail.find("\"limit\""), std::string::npos);
  EXPECT_EQ(checked.issues[1].pointer, "/query/nonsense");
}

TEST(ETag, follows_the_bytes) {
  EXPECT_EQ(etag_of("a"), etag_of("a"));
  EXPECT_NE(etag_of("a"), etag_of("b"));
  EXPECT_TRUE(names_tag("\"x\", " + etag_of("a"), etag_of("a"), false));
  EXPECT_TRUE(names_tag("*", etag_of("a"), false));
  EXPECT_FALSE(names_tag("W/" + etag_of("a"), etag_of("a"), false));
  EXPECT_TRUE(names_tag("W/" + etag_of("a"), etag_of("a"), true));
}

TEST(MergePatch, follows_the_examples_of_rfc_7396) {
  const char* const cases[][3] = {{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
                                  {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
                                  {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
                                  {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
                                  {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
                                  {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"}};
  for (const auto& [target, patch, result] : cases) {
    EXPECT_EQ(merge_patch(parse_json(target).value(), parse_json(patch).value()), parse_json(result).value())
        << patch;
  }
}

}  // namespace
}  // namespace carillon::api
