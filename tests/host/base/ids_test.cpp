#include "base/ids.h"

#include <algorithm>
#include <limits>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace carillon {
namespace {

constexpr std::int64_t kSomeTime = 1'763'700'000'000'000;

TEST(Ids, are_positive_and_ascend_within_one_source) {
  ManualClock clock(kSomeTime);
  IdSource source(clock, 1023);
  Id last = 0;
  for (int i = 0; i < 20'000; ++i) {  // several milliseconds' worth in one
    const Id id = source.next();
    ASSERT_GT(id, last);
    last = id;
  }
}

TEST(Ids, are_unique_when_the_clock_jumps_about) {
  ManualClock clock(kSomeTime);
  IdSource source(clock, 5);
  std::mt19937 random(1);
  std::set<Id> seen;
  for (int i = 0; i < 20'000; ++i) {
    if (i % 10 == 0) clock.advance(std::chrono::milliseconds(static_cast<int>(random() % 21) - 10));
    ASSERT_TRUE(seen.insert(source.next()).second);
  }
}

TEST(Ids, of_two_nodes_never_meet) {
  ManualClock clock(kSomeTime);
  IdSource a(clock, 0);
  IdSource b(clock, 1);
  std::set<Id> seen;
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(seen.insert(a.next()).second);
    ASSERT_TRUE(seen.insert(b.next()).second);
    if (i % 100 == 0) clock.advance(std::chrono::milliseconds(1));
  }
}

TEST(Ids, order_follows_time_across_nodes) {
  ManualClock clock(kSomeTime);
  IdSource high(clock, 1023);
  IdSource low(clock, 0);
  const Id before = high.next();
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_GT(low.next(), before);
}

TEST(Ids, are_unique_across_threads) {
  SystemClock clock;
  IdSource source(clock, 7);
  std::vector<std::vector<Id>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) mine.push_back(source.next());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Id> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 8000U);
}

TEST(Ids, text_and_back) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 1000; ++i) {
    const auto id = static_cast<Id>(random() >> (1 + random() % 60)) | 1;
    EXPECT_EQ(parse_id(id_text(id)), id);
  }
  EXPECT_EQ(parse_id("9223372036854775807"), std::numeric_limits<Id>::max());
}

TEST(Ids, only_plain_positive_numbers_are_ids) {
  for (const char* text :
       {"", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808", "abc"}) {
    EXPECT_EQ(parse_id(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace carillon
