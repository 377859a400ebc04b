// What a rule selects, who of it can be reached, page by page; also where an operator must be asked.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/abi/channel.h>

#include "audience/evaluator.h"
#include "delivery/snapshot.h"
#include "even_name.h"
#include "operator_plugins.h"
#include "random_people.h"
#include "store/customers.h"
#include "store/messages.h"
#include "store/sqlite_fixture.h"

namespace carillon::audience {
namespace {

using store::testing::succeeded;

constexpr std::int64_t kNow = 1'763'719'200'000'000;

class Previews : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::Chance chance(7);
    people_ = testing::random_customers(chance, 300, kNow);
    ASSERT_TRUE(succeeded(sqlite_.database().write(
        [&](store::Session& session) { return store::insert_customers(session, people_); })));
  }
  template <class Wanted>
  std::int64_t how_many(Wanted wanted) const {
    return std::ranges::count_if(people_, wanted);
  }

  store::testing::SqliteStore sqlite_;
  std::vector<store::Customer> people_;
};

const std::vector<Reach> kChannels = {{"mail", CRL_ADDRESS_EMAIL}, {"sms", CRL_ADDRESS_PHONE}};

TEST_F(Previews, count_sample_reach_and_leaves_agree_with_the_customers) {
  const auto rule = testing::compiled(
      R"({"any":[{"field":"city","op":"is_set"},{"field":"visits","op":"gte","value":2}]})", kNow);
  const auto found = preview(sqlite_.database(), *rule, 5, true, kChannels);
  ASSERT_TRUE(succeeded(found));
  const auto member = [](const store::Customer& c) { return c.city.has_value() || c.order_count >= 2; };
  EXPECT_EQ(found->total, 300);
  EXPECT_EQ(found->count, how_many(member));
  EXPECT_EQ(found->reach.at("mail"), how_many([&](const auto& c) {
              return member(c) && c.email.has_value() && c.consent_email == true;
            }));
  EXPECT_EQ(found->reach.at("sms"), how_many([&](const auto& c) {
              return member(c) && c.phone.has_value() && c.consent_sms == true;
            }));
  ASSERT_EQ(found->leaves.size(), 2U);
  EXPECT_EQ(found->leaves[0].first, "/any/0");
  EXPECT_EQ(found->leaves[0].second, how_many([](const auto& c) { return c.city.has_value(); }));
  EXPECT_EQ(found->leaves[1].second, how_many([](const auto& c) { return c.order_count >= 2; }));
  ASSERT_EQ(found->sample.size(), 5U);
  for (const auto& customer : found->sample) EXPECT_TRUE(member(customer));
}

TEST_F(Previews, of_everybody_and_of_nobody_are_right) {
  const auto everybody = preview(sqlite_.database(), *testing::compiled(R"({"all":[]})", kNow), 0, true, {});
  ASSERT_TRUE(succeeded(everybody));
  EXPECT_EQ(everybody->count, 300);
  EXPECT_TRUE(everybody->sample.empty());
  const auto nobody =
      preview(sqlite_.database(), *testing::compiled(R"({"any":[]})", kNow), 5, false, kChannels);
  ASSERT_TRUE(succeeded(nobody));
  EXPECT_EQ(nobody->count, 0);
  EXPECT_EQ(nobody->reach.at("mail"), 0);
}

TEST_F(Previews, pages_hold_every_member_once) {
  const auto rule = testing::compiled(R"({"field":"city","op":"is_set"})", kNow);
  std::vector<Id> ids;
  ASSERT_TRUE(succeeded(sqlite_.database().read([&](store::Session& session) -> Status {
    std::string cursor;
    do {
      auto part = page(session, *rule, cursor, 7);
      if (!part) return part.error();
      EXPECT_LE(part->customers.size(), 7U);
      for (const auto& customer : part->customers) ids.push_back(customer.id);
      cursor = part->next_cursor;
    } while (!cursor.empty());
    return {};
  })));
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::set<Id>(ids.begin(), ids.end()).size(), ids.size());
  EXPECT_EQ(static_cast<std::int64_t>(ids.size()),
            how_many([](const auto& c) { return c.city.has_value(); }));
}

TEST_F(Previews, ask_the_operator_where_storage_selects_too_many_also_below_a_not) {
  const auto core = testing::load_operators("core");
  const auto made = Compiler::make({core, testing::even_name()}, "UTC");
  ASSERT_TRUE(succeeded(made));
  const auto even = [](const store::Customer& c) { return c.name && c.name->size() % 2 == 0; };
  const auto gold = [](const store::Customer& c) { return c.city.has_value(); };
  const std::vector<std::pair<std::string, std::function<bool(const store::Customer&)>>> cases = {
      {R"({"op":"even_name"})", even},
      {R"({"not":{"op":"even_name"}})", [&](const auto& c) { return !even(c); }},
      {R"({"all":[{"field":"city","op":"is_set"},{"not":{"op":"even_name"}}]})",
       [&](const auto& c) { return gold(c) && !even(c); }},
      {R"({"any":[{"field":"city","op":"is_not_set"},{"op":"even_name"}]})",
       [&](const auto& c) { return !gold(c) || even(c); }},
      {R"({"not":{"any":[{"not":{"op":"even_name"}},{"field":"city","op":"is_set"}]}})",
       [&](const auto& c) { return even(c) && !gold(c); }},
  };
  for (const auto& [text, member] : cases) {
    const auto result = (*made)->compile(parse_json(text).value(), kNow);
    ASSERT_EQ(result.index(), 0U) << text;
    const auto& rule = *std::get<0>(result);
    EXPECT_FALSE(rule.exact);
    EXPECT_EQ(std::ranges::count_if(rule.warnings,
                                    [](const auto& each) { return each.find("asked of each") != each.npos; }),
              1)
        << text;
    const auto found = preview(sqlite_.database(), rule, 1000, true, kChannels);
    ASSERT_TRUE(succeeded(found)) << text;
    EXPECT_EQ(found->count, how_many(member)) << text;
    EXPECT_TRUE(std::ranges::all_of(found->sample, member)) << text;
    EXPECT_EQ(found->reach.at("mail"), how_many([&](const auto& c) {
                return member(c) && c.email.has_value() && c.consent_email == true;
              }))
        << text;
    // Members, page by page, and the count of them alone.
    std::vector<Id> members;
    std::string cursor;
    do {
      const Status read = sqlite_.database().read([&](store::Session& session) -> Status {
        const auto n = count(session, rule);
        if (!n) return n.error();
        EXPECT_EQ(*n, how_many(member)) << text;
        auto found_page = page(session, rule, cursor, 40);
        if (!found_page) return found_page.error();
        for (const auto& customer : found_page->customers) members.push_back(customer.id);
        cursor = found_page->next_cursor;
        return {};
      });
      ASSERT_TRUE(succeeded(read));
    } while (!cursor.empty());
    std::vector<Id> wanted;
    for (const auto& customer : people_) {
      if (member(customer)) wanted.push_back(customer.id);
    }
    EXPECT_EQ(members, wanted) << text;
  }
}

TEST_F(Previews, what_a_campaign_takes_are_those_whom_the_operator_selects) {
  const auto core = testing::load_operators("core");
  const auto made = Compiler::make({core, testing::even_name()}, "UTC");
  ASSERT_TRUE(succeeded(made));
  for (const auto& [text, wanted] :
       {std::pair(R"({"op":"even_name"})", true), std::pair(R"({"not":{"op":"even_name"}})", false)}) {
    const auto rule = std::get<0>((*made)->compile(parse_json(text).value(), kNow));
    const Id campaign = wanted ? 7 : 8;
    std::set<Id> taken;
    ASSERT_TRUE(succeeded(sqlite_.database().write([&](store::Session& session) -> Status {
      const auto n = delivery::take_snapshot(session, campaign, *rule, kNow);
      if (!n) return n.error();
      const auto messages = store::list_messages(session, campaign, {}, "", 1000);
      if (!messages) return messages.error();
      for (const auto& message : messages->messages) taken.insert(message.customer_id);
      EXPECT_EQ(*n, taken.size());
      return {};
    })));
    for (const auto& c : people_) {
      const bool even = c.name && c.name->size() % 2 == 0;
      EXPECT_EQ(taken.contains(c.id), even == wanted) << text << " " << c.id;
    }
  }
}

}  // namespace
}  // namespace carillon::audience
