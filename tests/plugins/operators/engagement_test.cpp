// The words about messages select whom plain code over the same ledger selects, and say so in English.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/shop.h"
#include "judge.h"

namespace carillon::audience {
namespace {

using store::Message;
using State = store::MessageState;
using testing::at;
using Messages = std::vector<const Message*>;

constexpr std::int64_t kDay = 86'400'000'000;
const std::int64_t kNow = at("2025-11-21T10:00:00Z");

bool sent(const Message& m) {
  return m.state == State::kSent || m.state == State::kDelivered || m.state == State::kOpened ||
         m.state == State::kClicked || m.state == State::kBounced;
}
bool recent(const Message& m, int days) { return m.updated_at >= kNow - days * kDay; }

struct Case {
  std::string rule, words;
  std::function<bool(const Messages&)> holds;
};

template <class Wanted>
std::int64_t many(const Messages& messages, Wanted wanted) {
  return std::ranges::count_if(messages, [&](const Message* m) { return wanted(*m); });
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {R"({"op":"messaged"})", "had a message sent", [](const Messages& m) { return many(m, sent) > 0; }},
      {R"({"op":"not_messaged","within":"7d"})", "had no message sent in the last 7 days",
       [](const Messages& m) { return many(m, [](const auto& x) { return sent(x) && recent(x, 7); }) == 0; }},
      {R"({"op":"messaged","outcome":"delivered","campaign":"1"})", "had a message delivered by campaign 1",
       [](const Messages& m) {
         return many(m, [](const auto& x) {
                  return x.campaign_id == 1 && (x.state == State::kDelivered || x.state == State::kOpened ||
                                                x.state == State::kClicked);
                }) > 0;
       }},
      {R"({"op":"messaged","channel":"sms","count":{"gte":2}})",
       "had at least 2 messages sent over channel \"sms\"",
       [](const Messages& m) {
         return many(m, [](const auto& x) { return x.campaign_id != 1 && sent(x); }) >= 2;
       }},
      {R"({"op":"messaged","outcome":"opened"})", "had a message opened",
       [](const Messages& m) {
         return many(m, [](const auto& x) {
                  return x.state == State::kOpened || x.state == State::kClicked;
                }) > 0;
       }},
      {R"({"op":"not_messaged","outcome":"clicked"})", "had no message clicked",
       [](const Messages& m) {
         return many(m, [](const auto& x) { return x.state == State::kClicked; }) == 0;
       }},
      {R"({"op":"messaged","outcome":"failed","older_than":"1d"})",
       "had a message failed more than 1 day ago",
       [](const Messages& m) {
         return many(m, [](const auto& x) {
                  return (x.state == State::kFailed || x.state == State::kBounced) && !recent(x, 1);
                }) > 0;
       }},
      {R"({"op":"messages_count","is":{"lt":1},"outcome":"skipped"})",
       "the number of messages skipped is less than 1",
       [](const Messages& m) {
         return many(m, [](const auto& x) { return x.state == State::kSkipped; }) < 1;
       }},
  };
  return all;
}

TEST(EngagementOperators, select_whom_plain_code_selects) {
  testing::Chance chance(21);
  const auto shop = testing::random_shop(chance, 300, kNow);
  for (const Case& c : cases()) {
    const auto rule = testing::compiled(c.rule, kNow);
    std::size_t selected = 0;
    for (const auto& customer : shop.customers) {
      const bool wanted = c.holds(shop.messages_of(customer.id));
      selected += wanted ? 1 : 0;
      ASSERT_EQ(holds(rule->where, testing::ShopRecord(shop, customer), kNow), wanted)
          << c.rule << " customer " << customer.id;
    }
    EXPECT_GT(selected, 0U) << c.rule;
    EXPECT_LT(selected, shop.customers.size()) << c.rule;
  }
}

TEST(EngagementOperators, describe_themselves_in_regular_words) {
  for (const Case& c : cases()) EXPECT_EQ(testing::compiled(c.rule, kNow)->explanation, c.words) << c.rule;
  for (const auto& info : testing::compiler().operators()) {
    if (info.plugin != "engagement") continue;
    for (const auto& [leaf, words] : info.examples)
      EXPECT_EQ(testing::compiled(leaf, kNow)->explanation, words) << leaf;
  }
}

TEST(EngagementOperators, refuse_with_the_member_at_fault) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {R"({"op":"messaged","outcome":"read"})", "/outcome"},
      {R"({"op":"messaged","campaign":"x"})", "/campaign"},
      {R"({"op":"messaged","campaign":17})", "/campaign"},
      {R"({"op":"messaged","channel":""})", "/channel"},
      {R"({"op":"messages_count"})", "/is"},
      {R"({"op":"not_messaged","count":{"gt":1}})", "/count"}};
  for (const auto& [rule, pointer] : faults) {
    const auto result = testing::compile(rule, kNow);
    const auto* issues = std::get_if<Issues>(&result);
    ASSERT_NE(issues, nullptr) << rule;
    EXPECT_EQ(issues->front().pointer, pointer) << rule << ": " << issues->front().detail;
  }
}

}  // namespace
}  // namespace carillon::audience
