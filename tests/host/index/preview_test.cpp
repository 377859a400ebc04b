// A preview from the index says what one from storage says, by rules over every operator.
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <carillon/abi/channel.h>

#include "audience/operator_plugins.h"
#include "audience/random_people.h"
#include "audience/random_shop_rule.h"
#include "audience/shop.h"
#include "base/time_text.h"
#include "index/index.h"
#include "index/watch.h"
#include "store/customers.h"
#include "store/sqlite_fixture.h"

namespace carillon::audience {
namespace {

using store::testing::succeeded;
using testing::Chance;

const std::int64_t kNow = parse_time("2025-11-21T10:00:00Z").value();
const std::vector<Reach> kChannels = {{"email", CRL_ADDRESS_EMAIL}, {"sms", CRL_ADDRESS_PHONE}};

struct Counted {
  store::testing::SqliteStore sqlite;
  SystemClock clock;
  index::Index index{sqlite.database(), {64U << 20, 1}};
  index::Watch watch{sqlite.database(), index, clock, {}};

  Counted() { watch.start(); }
  ~Counted() { watch.stop(); }

  Result<Preview> by_storage(const Compiled& rule) {
    return preview(sqlite.database(), rule, 7, true, kChannels);
  }
  // As a person who types does: until the index has what the rule names, or has had the time for it.
  Result<Preview> by_index(const Compiled& rule) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
      const index::Counters before = index.counters();
      auto made = preview(sqlite.database(), rule, 7, true, kChannels, &index);
      const index::Counters after = index.counters();
      const bool waits = before.ready == 0 || after.wanted > 0 || after.loads != before.loads;
      if (!made || made->from_index || !waits || std::chrono::steady_clock::now() > until) return made;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

TEST(IndexedPreview, equals_that_of_storage_for_every_operator) {
  Counted counted;
  Chance chance(99);
  const auto shop = testing::random_shop(chance, 200, kNow);
  ASSERT_TRUE(
      succeeded(counted.sqlite.database().write([&](store::Session& session) { return shop.put(session); })));
  std::size_t from_index = 0;
  std::size_t about_messages = 0;
  constexpr std::size_t kRounds = 200;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const json::value rule =
        chance.one_in(2) ? testing::random_shop_rule(chance, 2) : testing::random_rule(chance, 3);
    const std::string text = json::serialize(rule);
    const auto result = testing::compiler("Asia/Kolkata").compile(rule, kNow);
    ASSERT_EQ(result.index(), 0U) << text << "\n" << std::get<Issues>(result)[0].detail;
    const auto& compiled = *std::get<0>(result);
    const auto indexed = counted.by_index(compiled);
    const auto stored = counted.by_storage(compiled);
    ASSERT_TRUE(succeeded(indexed)) << text;
    ASSERT_TRUE(succeeded(stored)) << text;
    EXPECT_FALSE(stored->from_index);
    EXPECT_EQ(indexed->count, stored->count) << text;
    EXPECT_EQ(indexed->total, stored->total) << text;
    EXPECT_EQ(indexed->sample, stored->sample) << text;
    EXPECT_EQ(indexed->reach, stored->reach) << text;
    EXPECT_EQ(indexed->leaves, stored->leaves) << text;
    EXPECT_EQ(indexed->groups, stored->groups) << text;
    from_index += indexed->from_index ? 1 : 0;
    const bool messages =
        text.find("messaged") != std::string::npos || text.find("messages") != std::string::npos;
    about_messages += messages ? 1 : 0;
    EXPECT_TRUE(indexed->from_index || messages) << "left to storage: " << text;
  }
  EXPECT_GT(from_index, kRounds / 2);
}

TEST(IndexedPreview, counts_groups_with_the_whole_first) {
  Counted counted;
  Chance chance(5);
  const auto people = testing::random_customers(chance, 100, kNow);
  ASSERT_TRUE(succeeded(counted.sqlite.database().write(
      [&](store::Session& session) { return store::insert_customers(session, people); })));
  const auto rule = testing::compiled(
      R"({"all":[{"any":[{"op":"has_tag","value":"vip"},{"op":"has_tag","value":"gold"}]},{"not":{"field":"consent_sms","op":"eq","value":true}}]})",
      kNow);
  const auto made = counted.by_index(*rule);
  ASSERT_TRUE(succeeded(made));
  EXPECT_TRUE(made->from_index);
  std::vector<std::string> pointers;
  for (const auto& [pointer, n] : made->groups) pointers.push_back(pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{"", "/all/0", "/all/1"}));
  EXPECT_EQ(made->groups[0].second, made->count);
}

}  // namespace
}  // namespace carillon::audience
