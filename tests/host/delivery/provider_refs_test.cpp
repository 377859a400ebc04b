#include "delivery/provider_refs.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"
#include "store/message_refs.h"

namespace carillon::delivery {
namespace {

const std::int64_t kSms = store::channel_number("sms"), kMail = store::channel_number("mail");
constexpr MessageKey kMessage{77, 0, 12};

std::shared_ptr<const ProviderRef> ref(std::int64_t channel, std::string id) {
  return std::make_shared<const ProviderRef>(ProviderRef{channel, std::move(id)});
}
Event sent(const std::string& id, MessageKey key = kMessage) {
  return {key, MessageState::kSent, 0, 1, {}, 0, ref(kSms, id)};
}
Event receipt(const std::string& id, MessageState state, std::int64_t channel = kSms) {
  return {{}, state, state == MessageState::kBounced ? 5 : 0, 0, {}, 0, ref(channel, id)};
}

class ProviderRefs : public ::testing::Test {
 protected:
  // What a recorder has left to write after one batch.
  std::vector<Event> resolved(std::vector<Event> events) {
    const Status done = store_.database().write(
        [&](store::Session& session) { return resolve_refs(session, 1'000, events, kept_); });
    EXPECT_TRUE(done);
    return events;
  }
  static bool has(const std::vector<Event>& events, MessageState state, MessageKey key = kMessage) {
    return std::any_of(events.begin(), events.end(),
                       [&](const Event& e) { return e.key == key && e.target == state; });
  }

  store::testing::SqliteStore store_;
  std::uint64_t kept_ = 0;
};

TEST_F(ProviderRefs, lead_a_receipt_to_the_message_that_was_sent_before_it) {
  resolved({sent("SM1"), sent("SM2", {77, 0, 13})});
  const auto events =
      resolved({receipt("SM1", MessageState::kDelivered), receipt("SM2", MessageState::kBounced)});
  EXPECT_EQ(events.size(), 2U);
  EXPECT_TRUE(has(events, MessageState::kDelivered));
  EXPECT_TRUE(has(events, MessageState::kBounced, {77, 0, 13}));
  EXPECT_EQ(kept_, 0U);
}

TEST_F(ProviderRefs, keep_a_receipt_that_came_before_its_message_was_recorded) {
  EXPECT_TRUE(resolved({receipt("SM1", MessageState::kDelivered)}).empty());
  EXPECT_EQ(kept_, 1U);
  const auto events = resolved({sent("SM1")});
  EXPECT_TRUE(has(events, MessageState::kSent));
  EXPECT_TRUE(has(events, MessageState::kDelivered));
}

TEST_F(ProviderRefs, keep_the_furthest_of_several_early_receipts_with_its_reason) {
  resolved({receipt("SM1", MessageState::kBounced)});
  resolved({receipt("SM1", MessageState::kDelivered)});
  const auto events = resolved({sent("SM1")});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events.back().target, MessageState::kBounced);
  EXPECT_EQ(events.back().reason, 5);
}

TEST_F(ProviderRefs, serve_a_receipt_and_its_message_in_one_batch_in_either_order) {
  EXPECT_TRUE(
      has(resolved({sent("SM1"), receipt("SM1", MessageState::kDelivered)}), MessageState::kDelivered));
  EXPECT_TRUE(
      has(resolved({receipt("SM2", MessageState::kDelivered), sent("SM2")}), MessageState::kDelivered));
}

TEST_F(ProviderRefs, of_one_channel_mean_nothing_to_another) {
  resolved({sent("SM1")});
  EXPECT_TRUE(resolved({receipt("SM1", MessageState::kDelivered, kMail)}).empty());
}

TEST_F(ProviderRefs, of_a_message_that_is_sent_again_stay_with_it) {
  resolved({sent("SM1")});
  const auto events = resolved({sent("SM1")});
  EXPECT_EQ(events.size(), 1U);
  EXPECT_TRUE(has(resolved({receipt("SM1", MessageState::kDelivered)}), MessageState::kDelivered));
}

}  // namespace
}  // namespace carillon::delivery
