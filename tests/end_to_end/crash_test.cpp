#include <gtest/gtest.h>

#include "campaign.h"

namespace carillon::end_to_end {
namespace {

// Slow enough to be killed in the middle.
const std::vector<std::string> kSlow{
    "CARILLON__DELIVERY__CHUNK_SIZE=500", "CARILLON__DELIVERY__MAX_IN_FLIGHT=1000",
    "CARILLON__CHANNELS__SMS__PLUGIN=sms_sim", "CARILLON__CHANNELS__SMS__LATENCY_MAX_MS=80",
    "CARILLON__CHANNELS__SMS__TEMPORARY_FAILURE_RATE=0.05"};

TEST(Crash, a_campaign_survives_kills_at_any_moment_and_every_message_is_accounted_for) {
  const TempFolder folder;
  const auto data = folder.path() / "data";
  constexpr int kPeople = 12'000;
  std::string campaign;
  {
    Program program(data, kSlow);
    import_people(program, kPeople);
    campaign = launch_to_all(program, "sms");
    ASSERT_GT(books(program, campaign).open, 0);
    program.kill();
  }
  for (const std::int64_t settled : {1'500, 5'000, 9'000}) {
    Program program(data, kSlow);
    ASSERT_TRUE(eventually([&] {
      const Books b = books(program, campaign);
      return b.audience - b.open >= settled;
    }));
    ASSERT_GT(books(program, campaign).open, 0) << "too quick to be killed in the middle";
    program.kill();
  }
  const Program program(data, kSlow);
  ASSERT_TRUE(eventually([&] { return is_over(program, campaign); }));
  const Books b = books(program, campaign);
  EXPECT_EQ(b.audience, kPeople);
  EXPECT_EQ(b.by_state.at("skipped"), 0);
  // Receipts may still come in; once none does, rows and counters agree.
  EXPECT_TRUE(eventually([&] {
    const Books now = books(program, campaign);
    for (const char* state : kStates) {
      if (rows_in(program, campaign, state) != now.by_state.at(state)) return false;
    }
    return true;
  }));
}

TEST(Crash, a_host_that_is_told_to_stop_ends_well_and_the_next_one_goes_on) {
  const TempFolder folder;
  const auto data = folder.path() / "data";
  std::string campaign;
  {
    Program program(data, kSlow);
    import_people(program, 5'000);
    campaign = launch_to_all(program, "sms");
    ASSERT_TRUE(eventually([&] { return books(program, campaign).by_state.at("queued") < 4'500; }));
    ASSERT_GT(books(program, campaign).open, 0);
    EXPECT_EQ(program.terminate(), 0);
  }
  const Program program(data);
  ASSERT_TRUE(eventually([&] { return is_over(program, campaign); }));
}

}  // namespace
}  // namespace carillon::end_to_end
