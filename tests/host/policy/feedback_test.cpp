#include "policy/feedback.h"

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "sqlite_fixture.h"
#include "store/campaigns.h"
#include "store/customers.h"
#include "store/suppressions.h"

namespace carillon::policy {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;

TEST(Feedback, a_bounce_is_for_the_moment_only_when_it_says_so) {
  for (const char* soft : {"452 4.2.2 over quota", "4.7.1", "421", "soft_bounce", "Mailbox full",
                           "5.2.2 mailbox full", "greylisted", "Temporary failure"}) {
    EXPECT_EQ(bounce_of(soft), Bounce::kSoft) << soft;
  }
  for (const char* hard :
       {"550 5.1.1 no such user", "hard_bounce", "invalid number", "", "5.7.1", "blocked", "42"}) {
    EXPECT_EQ(bounce_of(hard), Bounce::kHard) << hard;
  }
}

class FeedbackTest : public ::testing::Test {
 protected:
  FeedbackTest()
      : ids(clock, 1),
        gate(db.database(), clock, {}, false),
        feedback(gate, ids, clock, [](std::string_view) { return AddressKind::kEmail; }) {
    store::Customer c;
    c.id = 5;
    c.external_id = "c5";
    c.email = "Asha@example.com";
    EXPECT_TRUE(succeeded(db.database().write(
        [&](store::Session& s) { return store::insert_customers(s, std::span(&c, 1)); })));
  }
  void tell(Id campaign, bool complained, std::string reason, Id customer = 5) {
    const Outcome outcome{campaign, customer, complained, std::move(reason)};
    EXPECT_TRUE(succeeded(db.database().write(
        [&](store::Session& s) { return feedback.recorded(s, std::span(&outcome, 1)); })));
  }
  std::vector<store::Suppression> all() {
    std::vector<store::Suppression> out;
    EXPECT_TRUE(succeeded(db.database().read([&](store::Session& s) -> Status {
      auto page = store::list_suppressions(s, nullptr, {}, 100);
      if (!page) return page.error();
      out = std::move(page->rows);
      return {};
    })));
    return out;
  }

  SqliteStore db;
  ManualClock clock{*parse_time("2026-11-21T12:00:00Z")};
  IdSource ids;
  Gate gate;
  Feedback feedback;
};

TEST_F(FeedbackTest, a_hard_bounce_ends_an_address_at_once_and_once) {
  tell(1, false, "550 5.1.1 no such user");
  tell(1, false, "550 5.1.1 no such user");
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all()[0].reason, store::SuppressionReason::kBounced);
  EXPECT_EQ(all()[0].address, "Asha@example.com");
  EXPECT_EQ(all()[0].campaign_id, 1);
}

TEST_F(FeedbackTest, a_soft_bounce_ends_it_after_as_many_campaigns_as_configured) {
  for (int repeat = 0; repeat < 5; ++repeat) tell(1, false, "mailbox full");
  tell(2, false, "mailbox full");
  EXPECT_TRUE(all().empty()) << "receipts that are repeated count once";
  clock.advance(std::chrono::hours(24 * 31));
  tell(3, false, "mailbox full");
  tell(4, false, "mailbox full");
  EXPECT_TRUE(all().empty()) << "those of long ago count no more";
  tell(5, false, "mailbox full");
  ASSERT_EQ(all().size(), 1U);
}

TEST_F(FeedbackTest, a_complaint_ends_it_at_once_and_is_stronger_than_a_bounce) {
  tell(1, false, "5.1.1");
  tell(2, true, "abuse");
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all()[0].reason, store::SuppressionReason::kComplained);
}

TEST_F(FeedbackTest, what_a_customer_who_is_gone_got_changes_nothing) {
  tell(1, true, "abuse", 999);
  EXPECT_TRUE(all().empty());
}

}  // namespace
}  // namespace carillon::policy
