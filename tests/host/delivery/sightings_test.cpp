#include "delivery/sightings.h"

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

using std::chrono::seconds;
constexpr Sightings::Instant kStart{};

store::Chunk chunk(std::int64_t owner, std::int64_t until) { return {7, 100, 200, owner, until}; }

TEST(Sightings, a_lease_that_is_renewed_is_never_left_whatever_its_owners_clock_says) {
  Sightings sightings(seconds(30));
  // The owner's clock is far behind: each of its leases ended long ago.
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(sightings.is_left(chunk(1, i), kStart + seconds(10 * i)));
}

TEST(Sightings, a_lease_that_stands_still_for_its_length_is_left_however_far_ahead_it_ends) {
  Sightings sightings(seconds(30));
  EXPECT_FALSE(sightings.is_left(chunk(1, 1'000'000'000), kStart));
  EXPECT_FALSE(sightings.is_left(chunk(1, 1'000'000'000), kStart + seconds(29)));
  EXPECT_TRUE(sightings.is_left(chunk(1, 1'000'000'000), kStart + seconds(30)));
}

TEST(Sightings, a_chunk_that_changes_hands_is_seen_anew) {
  Sightings sightings(seconds(30));
  sightings.is_left(chunk(1, 5), kStart);
  EXPECT_FALSE(sightings.is_left(chunk(2, 5), kStart + seconds(30)));
  EXPECT_TRUE(sightings.is_left(chunk(2, 5), kStart + seconds(60)));
}

TEST(Sightings, what_was_not_seen_for_long_is_forgotten) {
  Sightings sightings(seconds(30));
  sightings.is_left(chunk(1, 5), kStart);
  sightings.forget(kStart + seconds(121));
  EXPECT_FALSE(sightings.is_left(chunk(1, 5), kStart + seconds(121)));
}

TEST(Sightings, a_host_that_shares_with_nobody_takes_everything_at_once) {
  Sightings sightings(seconds(0));
  EXPECT_TRUE(sightings.is_left(chunk(1, 1'000'000), kStart));
}

}  // namespace
}  // namespace carillon::delivery
