#include <barrier>
#include <thread>

#include <gtest/gtest.h>

#include "lifecycle_fixture.h"

namespace carillon::delivery {
namespace {

using store::CampaignState;
using testing::at;
using testing::Lifecycle;
using testing::succeeded;

TEST_F(Lifecycle, a_campaign_for_later_starts_once_when_its_instant_has_come) {
  auto host = this->host();
  const Id id = draft(R"({"schedule":{"at":"2026-11-21T12:00:00Z"}})");
  EXPECT_EQ(host->launch(id, "asha")->state, CampaignState::kScheduled);
  EXPECT_EQ(tick(*host), 0u);
  go_to("2026-11-21T12:00:00Z");
  EXPECT_EQ(tick(*host), 1u);
  EXPECT_EQ(tick(*host), 0u);
  EXPECT_EQ(read(id).state, CampaignState::kRunning);
  EXPECT_EQ(read(id).audience_size, 10);
  EXPECT_EQ(events(id), "scheduled/asha started/host");
}

TEST_F(Lifecycle, of_hosts_that_launch_at_the_same_instant_one_wins) {
  for (int round = 0; round < 5; ++round) {
    const Id id = draft();
    auto one = host(), other = host();
    std::barrier together(2);
    std::atomic<int> won = 0, refused = 0;
    const auto launch = [&](Transitions& transitions) {
      together.arrive_and_wait();
      const auto done = transitions.launch(id, "x");
      done ? ++won : done.error().status == CRL_E_STATE ? ++refused : 0;
    };
    std::thread first([&] { launch(*one); }), second([&] { launch(*other); });
    first.join();
    second.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(read(id).audience_size, 10);
  }
}

TEST_F(Lifecycle, hosts_that_look_at_the_same_instant_start_a_due_campaign_once) {
  const Id id = draft(R"({"schedule":{"at":"2026-11-21T11:00:00Z","rrule":"FREQ=DAILY;COUNT=3"}})");
  auto one = host(), other = host();
  ASSERT_TRUE(one->launch(id, "x"));
  go_to("2026-11-21T11:00:00Z");
  std::atomic<std::size_t> started = 0;
  std::barrier together(2);
  const auto look = [&](Transitions& transitions) {
    together.arrive_and_wait();
    started += tick(transitions);
  };
  std::thread first([&] { look(*one); }), second([&] { look(*other); });
  first.join();
  second.join();
  EXPECT_EQ(started, 1u);
  EXPECT_EQ(children(id).size(), 1u);
}

TEST_F(Lifecycle, a_start_missed_while_no_host_ran_comes_late_or_not_at_all_when_expired) {
  auto host = this->host();
  const Id late = draft(R"({"schedule":{"at":"2026-11-21T12:00:00Z"}})");
  const Id stale = draft(R"({"schedule":{"at":"2026-11-21T12:00:00Z"},"limits":{"expires_after":"1h"}})");
  ASSERT_TRUE(host->launch(late, "x"));
  ASSERT_TRUE(host->launch(stale, "x"));
  go_to("2026-11-21T14:00:00Z");
  EXPECT_EQ(tick(*host), 1u);
  EXPECT_EQ(read(late).state, CampaignState::kRunning);
  EXPECT_EQ(read(stale).state, CampaignState::kCancelled);
  EXPECT_EQ(events(stale), "scheduled/x expired/host");
}

TEST_F(Lifecycle, each_occurrence_is_a_campaign_with_its_own_audience) {
  auto host = this->host();
  const Id parent =
      draft(R"({"priority":7,"schedule":{"at":"2026-11-21T12:00:00Z","rrule":"FREQ=DAILY;COUNT=2"}})");
  ASSERT_TRUE(host->launch(parent, "x"));
  go_to("2026-11-21T12:00:00Z");
  EXPECT_EQ(tick(*host), 1u);
  people.add_customers(5, 10);
  go_to("2026-11-22T12:00:01Z");
  EXPECT_EQ(tick(*host), 1u);
  const auto made = children(parent);  // the newest first
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[1].audience_size, 10);
  EXPECT_EQ(made[0].audience_size, 15);
  EXPECT_EQ(made[0].name, "Test 2026-11-22");
  EXPECT_EQ(stored_options(made[0].options, "UTC")->priority, 7);
  EXPECT_FALSE(stored_options(made[0].options, "UTC")->schedule.repeat);
  EXPECT_EQ(read(parent).state, CampaignState::kCompleted);
  EXPECT_EQ(events(parent), "scheduled/x occurrence/host occurrence/host completed/host");
}

TEST_F(Lifecycle, of_occurrences_missed_together_the_newest_is_sent) {
  auto host = this->host();
  const Id parent = draft(R"({"schedule":{"at":"2026-11-21T12:00:00Z","rrule":"FREQ=DAILY"}})");
  ASSERT_TRUE(host->launch(parent, "x"));
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(host->pause(parent, "x"));
  go_to("2026-11-24T13:00:00Z");
  EXPECT_EQ(tick(*host), 0u);
  ASSERT_TRUE(host->resume(parent, "x"));
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(tick(*host), 1u);
  EXPECT_EQ(children(parent).size(), 1u);
  EXPECT_EQ(read(parent).occurrences, 4);
  EXPECT_EQ(time_text(*read(parent).scheduled_at), "2026-11-25T12:00:00Z");
  EXPECT_EQ(events(parent), "scheduled/x paused/x resumed/x missed/host occurrence/host");
}

TEST_F(Lifecycle, an_occurrence_at_local_times_keeps_the_time_on_the_wall) {
  auto host = this->host();
  const Id parent =
      draft(R"({"schedule":{"at":"2026-11-22T09:00:00","per_customer":true,"rrule":"FREQ=DAILY"}})");
  ASSERT_TRUE(host->launch(parent, "x"));
  go_to("2026-11-21T19:00:00Z");  // nine in the first zone
  EXPECT_EQ(tick(*host), 1u);
  go_to("2026-11-22T19:00:00Z");
  EXPECT_EQ(tick(*host), 1u);
  const auto made = children(parent);
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(*stored_options(made[0].options, "UTC")->schedule.local_us, at("2026-11-23T09:00:00Z"));
}

TEST_F(Lifecycle, a_campaign_to_nobody_completes_at_once) {
  auto host = this->host();
  const Id id = people.add_campaign("Hi", R"({"field":"external_id","op":"eq","value":"nobody"})");
  const auto done = host->launch(id, "x");
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done->state, CampaignState::kCompleted);
  EXPECT_TRUE(done->finished_at);
  EXPECT_EQ(events(id), "started/x completed/host");
}

TEST_F(Lifecycle, what_cannot_be_sent_when_due_fails_after_a_while_and_says_why) {
  auto host = this->host();
  const Id id = draft(R"({"schedule":{"at":"2026-11-21T12:00:00Z"}})");
  ASSERT_TRUE(host->launch(id, "x"));
  fit = invalid("no such channel");
  go_to("2026-11-21T12:00:01Z");
  EXPECT_EQ(tick(*host), 0u);
  EXPECT_EQ(read(id).state, CampaignState::kScheduled);
  go_to("2026-11-21T12:30:00Z");
  tick(*host);
  EXPECT_EQ(read(id).state, CampaignState::kFailed);
  EXPECT_EQ(read(id).reason, "no such channel");
}

TEST_F(Lifecycle, nothing_is_launched_before_somebody_approved_of_it_as_it_is) {
  auto host = this->host(true);
  const Id id = draft();
  EXPECT_EQ(host->launch(id, "x").error().status, CRL_E_STATE);
  EXPECT_FALSE(host->approve(id, "boss", ""));
  ASSERT_TRUE(host->submit(id, "asha", "please"));
  ASSERT_TRUE(host->reject(id, "boss", "too loud"));
  EXPECT_FALSE(host->launch(id, "x"));
  ASSERT_TRUE(host->submit(id, "asha", ""));
  ASSERT_TRUE(host->approve(id, "boss", "fine"));
  auto changed = read(id);
  changed.name = "Other";
  ASSERT_TRUE(host->edit(changed, changed.updated_at, "asha"));
  EXPECT_FALSE(host->launch(id, "x")) << "what was changed since is not what was approved of";
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(host->submit(id, "asha", ""));
  clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(host->approve(id, "boss", "fine"));
  EXPECT_TRUE(host->launch(id, "asha"));
}

TEST_F(Lifecycle, an_editor_who_saw_an_older_draft_is_refused) {
  auto host = this->host();
  const Id id = draft();
  auto mine = read(id), theirs = read(id);
  mine.name = "Mine";
  ASSERT_TRUE(host->edit(mine, mine.updated_at, "a"));
  theirs.name = "Theirs";
  EXPECT_EQ(host->edit(theirs, theirs.updated_at, "b").error().status, CRL_E_CONFLICT);
  EXPECT_EQ(read(id).name, "Mine");
}

}  // namespace
}  // namespace carillon::delivery
