#include "delivery/event.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

using enum MessageState;

TEST(MessageKey, its_text_reads_back) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 1'000; ++i) {
    const MessageKey key{static_cast<Id>(random() >> 1U) | 1, static_cast<std::int64_t>(random() % 1'000),
                         static_cast<Id>(random() >> 1U) | 1};
    std::string text;
    write_key(key, text);
    EXPECT_EQ(parse_key(text), key);
  }
}

TEST(MessageKey, what_no_host_wrote_is_refused) {
  for (const std::string_view text :
       {"", "-", "--", "1-2", "1-2-", "1-2-x", "x-2-0", "1--0", "0-1-0", "1-2-3-4", "1-2--1",
        "99999999999999999999-1-0", "01-2-0", "1-2-9999999"}) {
    EXPECT_FALSE(parse_key(text)) << text;
  }
}

// What storage does with events one at a time.
MessageState applied(MessageState state, const std::vector<MessageState>& targets) {
  for (const MessageState target : targets) {
    const auto from = moves_from(target);
    if (std::find(from.begin(), from.end(), state) != from.end()) state = target;
  }
  return state;
}

TEST(Coalesce, gives_the_same_state_as_applying_each_event_to_a_message_that_is_being_sent) {
  const std::vector<MessageState> all{kSent, kDelivered, kOpened, kClicked, kFailed, kBounced, kComplained};
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<MessageState> targets(1 + random() % 5);
    for (auto& target : targets) target = all[random() % all.size()];
    std::vector<Event> events;
    for (const auto target : targets) events.push_back({{1, 0, 2}, target, 0, 1, nullptr});
    std::vector<std::shared_ptr<ChunkWork>> settled;
    coalesce(events, settled);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(applied(kSending, {events[0].target}), applied(kSending, targets));
  }
}

TEST(Coalesce, keeps_messages_apart_and_gathers_their_chunks) {
  const auto chunk = std::make_shared<ChunkWork>();
  std::vector<Event> events{
      {{1, 0, 3}, kSent, 0, 2, chunk}, {{1, 0, 2}, kSent, 0, 1, chunk}, {{1, 0, 3}, kFailed, 9, 0, nullptr}};
  std::vector<std::shared_ptr<ChunkWork>> settled;
  coalesce(events, settled);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].key.customer, 2);
  EXPECT_EQ(events[1].target, kFailed);
  EXPECT_EQ(events[1].reason, 9);
  EXPECT_EQ(events[1].attempts, 2);
  EXPECT_EQ(settled.size(), 2U);
}

TEST(States, no_sequence_of_moves_comes_back_to_where_it_was) {
  const std::vector<MessageState> all{kQueued,  kSending, kSent,   kDelivered, kOpened,
                                      kClicked, kSkipped, kFailed, kBounced,   kComplained};
  for (const auto target : all) {
    for (const auto from : moves_from(target)) EXPECT_LT(static_cast<int>(from), static_cast<int>(target));
  }
}

TEST(Coalesce, a_flight_that_was_dropped_settles_its_chunk_and_changes_nothing) {
  const auto chunk = std::make_shared<ChunkWork>();
  std::vector<Event> events{{{1, 0, 5}, MessageState::kSending, 0, 0, chunk},
                            {{1, 0, 5}, MessageState::kQueued, 0, 0, chunk, 77},
                            {{1, 0, 6}, MessageState::kSending, 0, 0, chunk}};
  std::vector<std::shared_ptr<ChunkWork>> settled;
  coalesce(events, settled);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].target, MessageState::kQueued);
  EXPECT_EQ(events[0].due_us, 77);
  EXPECT_EQ(settled.size(), 3U);
}

TEST(States, reason_numbers_fit_31_bits_and_none_is_zero) {
  EXPECT_EQ(reason_id(""), 0);
  for (const std::string_view text : {"no_address", "no_consent", "cancelled", "other", "handset_off"}) {
    EXPECT_GT(reason_id(text), 0);
    EXPECT_LE(reason_id(text), 0x7FFFFFFF);
  }
}

}  // namespace
}  // namespace carillon::delivery
