// What is wrong on purpose is found, told and mended, over the real SQLite plugin.
#include "upkeep/check.h"

#include <gtest/gtest.h>

#include "ingest_fixture.h"
#include "store/campaigns.h"
#include "store/counters.h"
#include "store/filter.h"
#include "store/messages.h"
#include "store/tallies.h"

namespace carillon::upkeep {
namespace {

using ingest::testing::customer;
using ingest::testing::order;
using store::testing::succeeded;

constexpr Id kCampaign = 77;
constexpr std::int64_t kAudience = 40;

class Check : public ::testing::Test {
 protected:
  using Look = Status (*)(store::Database&, const Options&);

  std::vector<Finding> look(Look check, bool repair) {
    std::vector<Finding> out;
    Options options;
    options.repair = repair;
    options.on_finding = [&](const Finding& finding) { out.push_back(finding); };
    EXPECT_TRUE(succeeded(check(database(), options)));
    return out;
  }
  void write(const store::Database::Body& body) { ASSERT_TRUE(succeeded(database().write(body))); }
  store::Database& database() { return shop_.sqlite.database(); }

  void fill() {
    for (int i = 0; i < kAudience; ++i) shop_.put(customer("c" + std::to_string(i)));
    for (int i = 0; i < 100; ++i) {
      shop_.put(order("o" + std::to_string(i), "c" + std::to_string(i % 9), 12'345 * i, 1'000 * i));
    }
  }
  void launch() {
    write([](store::Session& session) -> Status {
      store::Campaign campaign;
      campaign.id = kCampaign;
      campaign.name = "Spring";
      campaign.audience = campaign.content = "{}";
      campaign.audience_size = kAudience;
      if (Status made = store::insert_campaign(session, campaign); !made) return made;
      Expr everybody;
      everybody.node(CRL_X_AND, CRL_T_BOOL, {});
      const auto snapshot = store::snapshot_audience(session, kCampaign, 0, everybody, 1);
      if (!snapshot) return snapshot.error();
      store::CounterChanges changes;
      changes.add(kCampaign, store::MessageState::kQueued, 0, static_cast<std::int64_t>(*snapshot));
      return store::apply(session, changes);
    });
  }
  void remove(std::string_view collection, std::string_view field, std::int64_t value) {
    write([&](store::Session& session) -> Status {
      store::Filter filter;
      filter.equals(field, cell::of_int(value));
      store::Mutation m;
      m.verb = CRL_MUT_DELETE;
      m.collection = collection;
      m.where = filter.expr();
      const auto done = session.mutate(m);
      return done ? Status{} : done.error();
    });
  }

  ingest::testing::Fixture shop_;
};

TEST_F(Check, finds_nothing_in_what_the_host_wrote) {
  fill();
  launch();
  for (const Look check : {check_totals, check_ledger, check_tallies, check_orphans})
    EXPECT_TRUE(look(check, false).empty());
}

TEST_F(Check, wrong_totals_are_found_and_set_to_what_the_orders_say) {
  fill();
  const auto right = shop_.customers();
  auto spent = right.at("c3"), idle = right.at("c30");
  spent.total_spend.units += 1;
  idle.order_count = 2;
  write([&](store::Session& session) { return store::replace_customers(session, std::vector{spent, idle}); });

  const auto found = look(check_totals, false);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].text.find("\"c3\""), std::string::npos) << found[0].text;
  EXPECT_FALSE(found[0].repaired);
  EXPECT_EQ(look(check_totals, true).size(), 2U);
  EXPECT_TRUE(look(check_totals, false).empty());
  EXPECT_EQ(shop_.customers(), right);
}

TEST_F(Check, wrong_counters_are_found_and_set_to_what_the_messages_say) {
  fill();
  launch();
  write([](store::Session& session) {
    store::CounterChanges changes;
    changes.move(kCampaign, store::MessageState::kQueued, store::MessageState::kSent, 0, 3);
    return store::apply(session, changes);
  });
  const auto found = look(check_ledger, false);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].text.find("queued 37, sent 3; its messages are queued 40"), std::string::npos)
      << found[0].text;
  EXPECT_TRUE(look(check_ledger, true).at(0).repaired);
  EXPECT_TRUE(look(check_ledger, false).empty());
}

TEST_F(Check, tallies_that_do_not_add_up_are_found_and_made_of_the_messages) {
  using enum store::MessageState;
  fill();
  launch();
  write([](store::Session& session) -> Status {
    const auto some = store::queued_customers(session, kCampaign, 0, 5);
    store::CounterChanges changes;
    store::TallyChanges tallies;
    for (std::size_t i = 0; i < some->size(); ++i) {
      const auto to = i < 3 ? kClicked : kSkipped;
      const auto moved =
          store::move_messages(session, {kCampaign, 0, {&(*some)[i], 1}}, kQueued, {to, 0, 1, 9});
      if (!moved) return moved.error();
      changes.move(kCampaign, kQueued, to, 0, 1);
    }
    tallies.move({kCampaign, 0, 7}, kSending, kDelivered, 3);
    if (auto done = store::apply(session, changes); !done) return done;
    return store::apply(session, tallies);
  });
  const auto found = look(check_tallies, false);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].text.find("tallies 0 skipped messages; it has 2"), std::string::npos) << found[0].text;
  EXPECT_TRUE(look(check_tallies, true).at(0).repaired);
  EXPECT_TRUE(look(check_tallies, false).empty());
  std::map<store::MessageState, std::int64_t> sums;
  write([&](store::Session& session) -> Status {
    const auto tallies = store::read_tallies(session, kCampaign);
    for (const auto& tally : *tallies) sums[tally.state] += tally.n;
    return {};
  });
  EXPECT_EQ(sums, (std::map<store::MessageState, std::int64_t>{
                      {kSent, 3}, {kDelivered, 3}, {kOpened, 3}, {kClicked, 3}, {kSkipped, 2}}));
}

TEST_F(Check, an_audience_that_lost_messages_is_told_and_left_for_a_decision) {
  fill();
  launch();
  const Id somebody = shop_.customers().at("c0").id;
  remove("messages", "customer_id", somebody);
  const auto found = look(check_ledger, true);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_TRUE(found[1].lasting);
  EXPECT_EQ(look(check_ledger, true).size(), 1U);
}

TEST_F(Check, orphans_without_meaning_are_removed_and_orders_without_a_customer_are_told) {
  fill();
  launch();
  remove("campaigns", "id", kCampaign);
  remove("customers", "id", shop_.customers().at("c0").id);
  const auto found = look(check_orphans, true);
  ASSERT_EQ(found.size(), 3U);  // orders, messages, counters
  EXPECT_TRUE(found[0].lasting);
  EXPECT_NE(found[0].text.find("customer_id"), std::string::npos);
  EXPECT_TRUE(found[1].repaired);
  EXPECT_TRUE(found[2].repaired);
  EXPECT_EQ(look(check_orphans, false).size(), 1U);
}

}  // namespace
}  // namespace carillon::upkeep
