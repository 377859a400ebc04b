#include "delivery/event_queue.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <random>
#include <utility>

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

using enum MessageState;
using Instant = EventQueue::Instant;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr Instant kStart{};
constexpr Instant at(int ms) { return kStart + std::chrono::milliseconds(ms); }

Event event(Id customer, MessageState target, std::shared_ptr<ChunkWork> chunk = {}) {
  return {{1, 0, customer}, target, target == kFailed ? 7 : 0, chunk == nullptr ? 0 : 1, std::move(chunk)};
}

// What is left of a message in `state` when events of it are written one by one, and how often its chunk is
// told.
std::pair<MessageState, int> written(MessageState state, Id customer, const std::vector<Event>& events) {
  int answers = 0;
  for (const Event& e : events) {
    if (e.key.customer != customer) continue;
    if (e.chunk != nullptr) ++answers;
    const auto from = moves_from(e.target);
    if (std::find(from.begin(), from.end(), state) != from.end()) state = e.target;
  }
  return {state, answers};
}

TEST(EventQueue, does_to_every_message_what_was_pushed_would_have_done) {
  const MessageState all[] = {kQueued,  kSending, kSent,    kDelivered, kOpened,
                              kClicked, kFailed,  kBounced, kComplained};
  constexpr Id kCustomers = 4;
  const auto chunk = std::make_shared<ChunkWork>();
  std::mt19937 random(3);
  for (int round = 0; round < 5'000; ++round) {
    EventQueue queue;
    std::vector<Event> pushed, taken;
    for (std::size_t i = random() % 30; i > 0; --i) {
      const Event e = event(static_cast<Id>(random() % kCustomers), all[random() % std::size(all)],
                            random() % 3 == 0 ? chunk : nullptr);
      pushed.push_back(e);
      queue.push(e, kStart);
    }
    queue.take(kAll, kStart, taken);
    ASSERT_TRUE(queue.empty());
    for (Id customer = 0; customer < kCustomers; ++customer) {
      for (const MessageState found : all)
        ASSERT_EQ(written(found, customer, taken), written(found, customer, pushed));
    }
  }
}

TEST(EventQueue, makes_one_of_an_answer_and_the_receipt_that_follows_it_or_came_before) {
  const auto chunk = std::make_shared<ChunkWork>();
  EventQueue queue;
  EXPECT_TRUE(queue.push(event(1, kSent, chunk), kStart));
  EXPECT_FALSE(queue.push(event(1, kDelivered), kStart));
  EXPECT_TRUE(queue.push(event(2, kDelivered), kStart));
  EXPECT_FALSE(queue.push(event(2, kSent, chunk), kStart));
  std::vector<Event> taken;
  ASSERT_EQ(queue.take(kAll, kStart, taken), 2u);
  for (const Event& e : taken) {
    EXPECT_EQ(e.target, kDelivered);
    EXPECT_EQ(e.attempts, 1);
    EXPECT_EQ(e.chunk, chunk);
  }
}

TEST(EventQueue, gives_the_oldest_first_and_none_before_its_time) {
  EventQueue queue;
  for (int i = 0; i < 10; ++i) queue.push(event(i, kSent), at(i));
  std::vector<Event> taken;
  EXPECT_EQ(queue.take(3, at(5), taken), 3u);
  EXPECT_EQ(queue.take(kAll, at(5), taken), 3u);
  EXPECT_EQ(queue.take(kAll, at(5), taken), 0u);
  EXPECT_EQ(queue.oldest(), at(6));
  for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i].key.customer, static_cast<Id>(i));
}

TEST(EventQueue, does_not_let_an_event_grow_older_than_those_it_took_in) {
  EventQueue queue;
  queue.push(event(1, kSent), at(0));
  queue.push(event(2, kSent), at(1));
  queue.push(event(1, kDelivered), at(9));
  std::vector<Event> taken;
  EXPECT_EQ(queue.take(1, at(0), taken), 1u);
  EXPECT_EQ(taken[0].target, kDelivered);
  EXPECT_TRUE(queue.push(event(1, kOpened), at(10)));  // what was taken takes no more
  EXPECT_EQ(queue.size(), 2u);
}

TEST(EventQueue, keeps_apart_what_is_known_by_a_vendors_id_only) {
  const auto ref = std::make_shared<const ProviderRef>(ProviderRef{1, "v1"});
  EventQueue queue;
  Event unknown = event(0, kDelivered);
  unknown.key = {};
  unknown.ref = ref;
  EXPECT_TRUE(queue.push(unknown, kStart));
  EXPECT_TRUE(queue.push(unknown, kStart));
  EXPECT_EQ(queue.size(), 2u);
}

}  // namespace
}  // namespace carillon::delivery
