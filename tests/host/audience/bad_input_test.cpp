// What people and machines send by mistake or on purpose: answered at once, with the place at fault.
#include <ctime>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "operator_plugins.h"

namespace carillon::audience {
namespace {

constexpr std::int64_t kNow = 1'763'719'200'000'000;

// Of the processor, so that other programs do not count. As it is shipped; builds for finding faults are
// slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kMostMs = 2000;
#elif !defined(NDEBUG)
constexpr double kMostMs = 300;
#else
constexpr double kMostMs = 50;
#endif

Compilation timed(const json::value& rule, const std::string& what) {
  const std::clock_t began = std::clock();
  Compilation out = testing::compiler().compile(rule, kNow);
  const double ms = 1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  EXPECT_LT(ms, kMostMs) << what;
  return out;
}

std::string refused_at(const json::value& rule, const std::string& what) {
  const auto result = timed(rule, what);
  const auto* issues = std::get_if<Issues>(&result);
  return issues == nullptr ? "accepted" : issues->front().pointer;
}

TEST(BadInput, is_refused_with_its_place) {
  const std::string zeros(400, '0');
  const std::vector<std::pair<std::string, std::string>> rules = {
      {R"({"field":"total_spend","op":"gt","value":1e400})", ""},
      {R"({"field":"total_spend","op":"gt","value":1)" + zeros + "}", ""},
      {R"({"field":"total_spend","op":"gt","value":"NaN"})", "/value"},
      {R"({"field":"total_spend","op":"gt","value":"1e300"})", "/value"},
      {R"({"field":"order_count","op":"eq","value":"Infinity"})", "/value"},
      {R"({"op":"order_sum","is":{"gt":"NaN"}})", "/is/gt"},
      {R"({"op":"order_sum","is":{"gt":null}})", "/is/gt"},
      {R"({"op":"order_sum","is":{"between":[1]}})", "/is/between"},
      {R"({"op":"order_sum","is":{"between":[1,{}]}})", "/is/between/1"},
      {R"({"op":"ordered","on":"0000-00-00"})", "/on"},
      {R"({"op":"ordered","on":"2025-02-30"})", "/on"},
      {R"({"op":"ordered","since":"99999-01-01"})", "/since"},
      {R"({"op":"ordered","until":"1799-12-31"})", "/until"},
      {R"({"op":"ordered","before":"2025-01-01T99:00:00Z"})", "/before"},
      {R"({"op":"ordered","within":"999999999999999999999d"})", "/within"},
      {R"({"op":"ordered","within":"101y"})", "/within"},
      {R"({"op":"ordered","within":"-3d"})", "/within"},
      {R"({"field":"created_at","op":"on","value":"2025-01-31","timezone":"Mars/Olympus"})", "/timezone"},
      {R"({"field":"created_at","op":"after","value":"2025-01-31","timezone":"../../etc/passwd"})",
       "/timezone"},
      {R"({"field":"total_spend","op":"top"})", ""},
      {R"({"field":"total_spend","op":"top","count":1,"percent":1})", ""},
      {R"({"field":"total_spend","op":"top","count":0})", "/count"},
      {R"({"field":"total_spend","op":"top","percent":100.5})", "/percent"},
      {R"({"field":"total_spend","op":"top","percent":33.33333333})", "/percent"},
      {R"({"field":"city","op":"top","count":1})", "/field"},
      {R"({"field":"attributes.n","op":"top","count":1})", "/field"},
      {R"({"op":"rfm","score":"luck","is":{"gt":1}})", "/score"},
      {R"({"op":"then","first":[],"later":{}})", "/first"},
      {R"({"op":"spend_ratio","within":"90d","before_that":"0d","is":{"gt":1}})", "/before_that"},
      {R"({"op":"messaged","campaign":"99999999999999999999"})", "/campaign"},
      {R"({"all":[{"op":"ordered"}],"any":[]})", ""},
      {R"([])", ""},
      {R"("ordered")", ""},
      {R"({"op":{"op":"ordered"}})", "/op"},
      {R"({"not":[]})", "/not"},
      {R"({"any":{"op":"ordered"}})", "/any"}};
  for (const auto& [text, pointer] : rules) {
    const auto rule = parse_json(text);
    if (!rule) {
      EXPECT_EQ(pointer, "") << text;
      continue;
    }
    const std::string at = refused_at(*rule, text);
    EXPECT_NE(at, "accepted") << text;
    if (!pointer.empty()) { EXPECT_EQ(at, pointer) << text; }
  }
}

TEST(BadInput, of_ten_thousand_levels_is_answered_at_once) {
  json::value rule = json::parse(R"({"op":"ordered"})");
  for (int i = 0; i < 10'000; ++i) {
    json::object group;
    group["all"] = json::array{std::move(rule)};
    rule = std::move(group);
  }
  EXPECT_NE(refused_at(rule, "10,000 levels"), "accepted");
  std::string text(10'000, '[');
  EXPECT_FALSE(parse_json(text).ok());
}

TEST(BadInput, of_a_megabyte_is_answered_at_once) {
  json::array cities(130'000, "abcdef");
  EXPECT_EQ(refused_at(json::object{{"field", "city"}, {"op", "in"}, {"value", cities}}, "1 MB in"),
            "/value");
  EXPECT_EQ(refused_at(json::object{{"op", "ordered"}, {"category", cities}}, "1 MB categories"),
            "/category");
  EXPECT_EQ(
      refused_at(json::object{{"op", "ordered"}, {"within", std::string(1'000'000, '9')}}, "1 MB window"),
      "/within");
  EXPECT_EQ(refused_at(json::object{{"op", "ordered"}, {"sku", std::string(1'000'000, 'x')}}, "1 MB sku"),
            "/sku");
}

TEST(BadInput, that_is_as_large_as_it_may_be_is_compiled_at_once) {
  json::array texts;
  for (int i = 0; i < 1000; ++i) texts.emplace_back("category " + std::to_string(i));
  const json::value lists{{"op", "ordered"}, {"category", texts}, {"sku", texts}};
  EXPECT_EQ(refused_at(lists, "two lists of 1,000"), "accepted");
  const json::value both{
      {"op", "ordered"}, {"within", "90d"}, {"category", "a"}, {"item", {{"price", {{"gt", 1}}}}}};
  const json::value then{{"op", "then"}, {"first", {{"category", "a"}}}, {"later", {{"within", "9d"}}}};
  json::array parts;
  for (int i = 0; i < 128; ++i) {
    parts.push_back(both);
    parts.push_back(then);
  }
  EXPECT_EQ(refused_at(json::object{{"all", parts}}, "256 leaves"), "accepted");
}

}  // namespace
}  // namespace carillon::audience
