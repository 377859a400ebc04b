// The words in which a rule is explained are read as that rule again: over random rules of every operator,
// with texts that hold what the words themselves are made of.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/operator_plugins.h"
#include "audience/random_shop_rule.h"
#include "audience/shop.h"
#include "base/time_text.h"
#include "translate/translate.h"

namespace carillon::audience {
namespace {

using testing::Chance;

const std::int64_t kNow = parse_time("2025-11-21T10:00:00Z").value();
constexpr std::int64_t kDay = 86'400'000'000;

// Names that look like what stands around them.
const std::vector<std::string> kSegmentNames = {"Gold", "a \"b\" (7)", "x\" (3) or nobody",
                                                std::string(90, 'n')};

Segments segments() {
  Segments out;
  out.find = [](Id id) -> Result<std::optional<SavedRule>> {
    if (id > static_cast<Id>(kSegmentNames.size())) return std::optional<SavedRule>{};
    return std::optional<SavedRule>(
        {kSegmentNames[static_cast<std::size_t>(id) - 1],
         R"({"field":"total_spend","op":"gt","value":)" + std::to_string(id) + "}"});
  };
  return out;
}

std::shared_ptr<const Compiled> compiled(const json::value& rule) {
  auto result = testing::compiler().compile(rule, kNow, segments());
  if (const auto* issues = std::get_if<Issues>(&result)) {
    throw std::runtime_error(json::serialize(rule) + ": " + issues->front().pointer + " " +
                             issues->front().detail);
  }
  return std::get<0>(result);
}

translate::Answer read(const std::string& words) {
  return translate::translate(
      {.prompt = words,
       .today = kNow / kDay,
       .categories = {},
       .cities = {},
       .tags = {},
       .attributes = {"plan", "n", "loyalty.tier", "loyalty.since", "city", "older", "last.order"}});
}

// A leaf that the random rules of a shop leave out.
json::value hostile_leaf(Chance& chance) {
  static const std::vector<std::string> kTexts = {"a\"b",  "\"",         "x\" and city is \"y",
                                                  "not (", "2025-01-01", "2025-11-21T15:30:00+05:30",
                                                  "yes",   "5,000",      "ends...",
                                                  "\\\"",  "or nobody",  "(UTC)"};
  static const std::vector<std::string> kNames = {"name",
                                                  "city",
                                                  "attributes.plan",
                                                  "attributes.city",
                                                  "attributes.older",
                                                  "attributes.last.order",
                                                  "attributes.my \"own\" name"};
  const std::string& text = chance.pick(kTexts);
  switch (chance.below(7)) {
    case 6:
      return json::object{{"field", "last_order_at"},
                          {"op", "on"},
                          {"value", "2025-11-20"},
                          {"timezone", chance.one_in(2) ? "Asia/Kolkata" : "UTC"}};
    case 0:
      return json::object{{"op", "in_segment"},
                          {"segment", std::to_string(1 + chance.below(kSegmentNames.size()))}};
    case 1:
      return json::object{{"op", "has_any_tag"}, {"value", json::array{text, chance.pick(kTexts)}}};
    case 2:
      return json::object{{"op", "ordered"}, {"category", text}, {"sku", json::array{text, "b"}}};
    case 3:
      return json::object{{"field", chance.pick(kNames)},
                          {"op", chance.one_in(2) ? "in" : "not_in"},
                          {"value", json::array{text, chance.pick(kTexts), "z"}}};
    case 4:
      return json::object{{"field", "created_at"},
                          {"op", chance.one_in(2) ? "after" : "lte"},
                          {"value", "2025-11-21T09:59:58.000125Z"}};
    default:
      return json::object{{"field", chance.pick(kNames)},
                          {"op", chance.pick(std::vector<std::string>{"eq", "ne", "contains"})},
                          {"value", text}};
  }
}

json::value mixed_rule(Chance& chance, int depth) {
  if (depth > 0 && chance.one_in(3)) {
    if (chance.one_in(3)) return json::object{{"not", mixed_rule(chance, depth - 1)}};
    json::array parts;
    for (std::size_t n = chance.below(4); n > 0; --n) parts.push_back(mixed_rule(chance, depth - 1));
    return json::object{{chance.one_in(2) ? "all" : "any", std::move(parts)}};
  }
  return chance.one_in(4) ? hostile_leaf(chance) : testing::random_shop_rule(chance, depth > 1 ? 1 : 0);
}

// What a rank is among all cannot be judged of one customer.
bool ranks(const json::value& rule) {
  const std::string text = json::serialize(rule);
  return text.find("\"top\"") != std::string::npos || text.find("\"bottom\"") != std::string::npos ||
         text.find("\"rfm\"") != std::string::npos;
}

void note_operators(const json::value& rule, std::map<std::string, int>& seen) {
  if (rule.is_array()) {
    for (const auto& part : rule.get_array()) note_operators(part, seen);
  } else if (rule.is_object()) {
    if (const auto* op = rule.get_object().if_contains("op")) ++seen[std::string(op->as_string())];
    for (const char* group : {"all", "any", "not"}) {
      if (const auto* parts = rule.get_object().if_contains(group)) note_operators(*parts, seen);
    }
  }
}

TEST(Inverse, the_explanation_of_a_random_rule_is_read_as_an_equivalent_rule) {
  Chance chance(11);
  const testing::Shop shop = testing::random_shop(chance, 60, kNow);
  std::map<std::string, int> seen;
  int judged = 0;
  for (int round = 0; round < 2500; ++round) {
    const json::value rule = mixed_rule(chance, round % 4);
    const auto meant = compiled(rule);
    if (meant->explanation.size() > translate::kLongestPrompt) continue;
    const auto answer = read(meant->explanation);
    ASSERT_TRUE(answer.refusal.empty()) << meant->explanation << "\n" << answer.refusal << "\n" << rule;
    const json::value again = json::parse(answer.rule);
    const auto got = compiled(again);
    ASSERT_EQ(got->explanation, meant->explanation) << rule << "\n" << again;
    EXPECT_GT(answer.confidence, 0.9);
    note_operators(rule, seen);
    if (ranks(rule)) continue;
    for (const auto& customer : shop.customers) {
      const testing::ShopRecord record(shop, customer);
      ASSERT_EQ(holds(got->where, record, kNow), holds(meant->where, record, kNow))
          << meant->explanation << "\n"
          << rule << "\n"
          << again;
    }
    ++judged;
  }
  EXPECT_GT(judged, 700);
  // Every operator that there is came up.
  for (const auto& op : testing::compiler().operators()) EXPECT_GT(seen[op.name], 0) << op.name;
  EXPECT_GT(seen["in_segment"], 0);
}

TEST(Inverse, what_an_explanation_leaves_out_is_refused_and_not_guessed) {
  const std::string end(70, 'x');
  const auto long_text = compiled(json::object{{"field", "city"}, {"op", "eq"}, {"value", end}});
  EXPECT_FALSE(read(long_text->explanation).refusal.empty()) << long_text->explanation;
  // Two attributes of one title.
  const auto answer = translate::translate({.prompt = "loyalty tier is \"gold\"",
                                            .today = kNow / kDay,
                                            .categories = {},
                                            .cities = {},
                                            .tags = {},
                                            .attributes = {"loyalty.tier", "loyalty_tier"}});
  EXPECT_FALSE(answer.refusal.empty());
  EXPECT_FALSE(read("city is \"Pune\" and city is \"Goa\" or nobody").refusal.empty());
}

TEST(Inverse, everybody_and_nobody_are_told_of) {
  EXPECT_EQ(read("everybody").warnings.size(), 1u);
  EXPECT_EQ(read("nobody").warnings.size(), 1u);
}

}  // namespace
}  // namespace carillon::audience
