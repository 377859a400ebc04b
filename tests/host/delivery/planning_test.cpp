// Audiences that are taken stretch by stretch.
#include <thread>
#include <vector>

#include "delivery/transitions.h"
#include "pipeline_fixture.h"
#include "store/campaign_events.h"

namespace carillon::delivery::testing {
namespace {

constexpr int kMany = 25'000;  // the first stretch and six of the next
const json::object kQuick{{"success_rate", 1.0}};

class PlanningTest : public ::testing::Test {
 protected:
  store::Campaign read(Id campaign) {
    store::Campaign out;
    EXPECT_TRUE(pipeline_.store.database().read([&](store::Session& session) -> Status {
      auto found = store::get_campaign(session, campaign);
      if (!found) return found.error();
      out = found->value();
      return {};
    }));
    return out;
  }

  bool becomes_whole(Id campaign) {
    std::uint64_t mark = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (read(campaign).planned_to && std::chrono::steady_clock::now() < deadline) {
      mark = pipeline_.delivery->wait_for_change(mark, std::chrono::milliseconds(20));
    }
    return !read(campaign).planned_to;
  }

  Pipeline pipeline_;
};

TEST_F(PlanningTest, a_launch_takes_the_first_stretch_and_the_dispatcher_the_rest_everybody_once) {
  pipeline_.add_customers(kMany);
  pipeline_.start(kQuick);
  const Id campaign = pipeline_.add_campaign();
  const auto launched = pipeline_.delivery->launch(campaign);
  ASSERT_TRUE(succeeded(launched));
  EXPECT_TRUE(launched->planned_to);
  EXPECT_LT(launched->audience_size, kMany);
  ASSERT_TRUE(pipeline_.runs_to_its_end(campaign));
  EXPECT_EQ(pipeline_.stats(campaign).audience, kMany);
  EXPECT_TRUE(pipeline_.stats(campaign).audience_complete);
  std::int64_t rows = 0;
  for (const auto& [state, n] : pipeline_.ledger(campaign)) rows += n;
  EXPECT_EQ(rows, kMany);
}

TEST_F(PlanningTest, hosts_that_take_the_same_audience_further_at_once_take_nobody_twice) {
  pipeline_.add_customers(kMany);
  pipeline_.start(kQuick);
  const Id campaign = pipeline_.add_campaign();
  ASSERT_TRUE(succeeded(pipeline_.delivery->launch(campaign)));
  std::vector<std::thread> hosts;
  for (int i = 0; i < 4; ++i) {
    hosts.emplace_back(
        [&] { EXPECT_TRUE(succeeded(pipeline_.delivery->transitions().plan_more(campaign))); });
  }
  for (auto& host : hosts) host.join();
  ASSERT_TRUE(pipeline_.runs_to_its_end(campaign));
  EXPECT_EQ(pipeline_.stats(campaign).audience, kMany);
}

TEST_F(PlanningTest, an_audience_becomes_whole_though_its_channel_takes_hardly_anything) {
  constexpr int kMore = 40'000;  // than is planned ahead
  pipeline_.add_customers(kMore);
  pipeline_.start({{"hang_rate", 1.0}, {"max_in_flight", 10}});
  const Id campaign = pipeline_.add_campaign();
  ASSERT_TRUE(succeeded(pipeline_.delivery->launch(campaign)));
  EXPECT_TRUE(becomes_whole(campaign));
  EXPECT_EQ(read(campaign).audience_size, kMore);
  EXPECT_EQ(read(campaign).state, store::CampaignState::kRunning);
}

TEST_F(PlanningTest, a_pause_does_not_keep_an_audience_from_becoming_whole) {
  pipeline_.add_customers(kMany);
  pipeline_.start(kQuick);
  const Id campaign = pipeline_.add_campaign();
  ASSERT_TRUE(succeeded(pipeline_.delivery->launch(campaign)));
  ASSERT_TRUE(succeeded(pipeline_.delivery->pause(campaign)));
  EXPECT_TRUE(becomes_whole(campaign));
  EXPECT_EQ(read(campaign).audience_size, kMany);
  EXPECT_EQ(read(campaign).state, store::CampaignState::kPaused);
}

TEST_F(PlanningTest, a_cancelled_campaign_takes_nobody_any_more) {
  pipeline_.add_customers(kMany);
  pipeline_.start(kQuick);
  const Id campaign = pipeline_.add_campaign();
  ASSERT_TRUE(succeeded(pipeline_.delivery->launch(campaign)));
  ASSERT_TRUE(succeeded(pipeline_.delivery->cancel(campaign)));
  const auto after = pipeline_.delivery->transitions().plan_more(campaign);
  ASSERT_TRUE(succeeded(after));
  EXPECT_FALSE(after->planned_to);
  EXPECT_EQ(after->audience_size, read(campaign).audience_size);
  EXPECT_EQ(Pipeline::total(pipeline_.stats(campaign)), after->audience_size);
}

TEST_F(PlanningTest, operators_that_storage_cannot_decide_need_one_look_at_everybody) {
  pipeline_.add_customers(kMany);
  pipeline_.start(kQuick);
  const Id campaign = pipeline_.add_campaign("Hi", R"({"op":"even_name"})");
  const auto launched = pipeline_.delivery->launch(campaign);
  ASSERT_TRUE(succeeded(launched));
  EXPECT_FALSE(launched->planned_to);
  EXPECT_GT(launched->audience_size, 10'000);
}

}  // namespace
}  // namespace carillon::delivery::testing
