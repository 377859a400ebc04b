// The numbers of hosts, over the real SQLite plugin.
#include "store/nodes.h"

#include <set>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::store {
namespace {

using testing::SqliteStore;
using testing::succeeded;

class Nodes : public ::testing::Test {
 protected:
  std::uint32_t claim(std::int64_t owner, std::int64_t now) {
    std::uint32_t out = 0;
    EXPECT_TRUE(succeeded(store_.database().write([&](Session& s) -> Status {
      const auto claimed = claim_node(s, owner, now);
      if (!claimed) return claimed.error();
      out = *claimed;
      return {};
    })));
    return out;
  }
  bool renew(std::uint32_t node, std::int64_t owner, std::int64_t now) {
    bool out = false;
    EXPECT_TRUE(succeeded(store_.database().write([&](Session& s) -> Status {
      const auto renewed = renew_node(s, node, owner, now);
      if (!renewed) return renewed.error();
      out = *renewed;
      return {};
    })));
    return out;
  }

  SqliteStore store_;
};

TEST_F(Nodes, every_host_gets_a_number_of_its_own_until_there_are_none) {
  std::set<std::uint32_t> seen;
  for (std::int64_t owner = 1; owner <= kLastNode; ++owner) seen.insert(claim(owner, 0));
  EXPECT_EQ(seen.size(), std::size_t{kLastNode});
  EXPECT_EQ(*seen.begin(), kFirstNode);
  EXPECT_EQ(*seen.rbegin(), kLastNode);
  const Status more = store_.database().write([&](Session& s) -> Status {
    const auto claimed = claim_node(s, 5'000, 0);
    return claimed ? Status{} : claimed.error();
  });
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(more.error().status, CRL_E_FULL);
}

TEST_F(Nodes, a_number_is_used_again_only_when_all_were_used_the_longest_unused_first) {
  for (std::int64_t owner = 1; owner <= kLastNode; ++owner) claim(owner, owner);
  ASSERT_TRUE(renew(1, 1, 10));
  EXPECT_EQ(claim(5'000, kNodeLease + 9), 2U);
  EXPECT_FALSE(renew(2, 2, kNodeLease + 9)) << "who slept through the lease must learn it";
  EXPECT_TRUE(renew(2, 5'000, kNodeLease + 9));
}

TEST_F(Nodes, a_number_that_was_left_is_free_at_once_and_a_pinned_one_is_taken_from_whoever_holds_it) {
  const std::uint32_t mine = claim(1, 0);
  ASSERT_TRUE(
      succeeded(store_.database().write([&](Session& s) -> Status { return pin_node(s, mine, 2, 0); })));
  EXPECT_FALSE(renew(mine, 1, 1));
  ASSERT_TRUE(
      succeeded(store_.database().write([&](Session& s) -> Status { return leave_node(s, mine, 1, 1); })));
  EXPECT_TRUE(renew(mine, 2, 1)) << "only the holder can leave";
}

}  // namespace
}  // namespace carillon::store
