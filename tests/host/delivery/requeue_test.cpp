#include <gtest/gtest.h>

#include "delivery/recorder.h"
#include "lifecycle_fixture.h"
#include "store/chunks.h"

namespace carillon::delivery {
namespace {

using store::CampaignState;
using testing::Pipeline;
using testing::succeeded;

class Requeue : public testing::Lifecycle {};

TEST_F(Requeue, failed_messages_are_queued_again_those_for_good_only_when_asked) {
  auto host = this->host();
  const Id id = draft();
  ASSERT_TRUE(host->launch(id, "x"));
  settle(id, 3, MessageState::kFailed, "temporary: throttled");
  settle(id, 2, MessageState::kFailed, "invalid_number");
  settle(id, 5, MessageState::kSent, "");
  complete(id);
  ASSERT_EQ(read(id).state, CampaignState::kCompletedWithFailures);
  const auto some = host->retry_failed(id, false, "asha");
  ASSERT_TRUE(succeeded(some));
  EXPECT_EQ(some->messages, 3u);
  EXPECT_EQ(some->campaign.state, CampaignState::kRunning);
  EXPECT_FALSE(read(id).finished_at);
  EXPECT_EQ(people.ledger(id),
            (std::map<std::string, std::int64_t>{{"queued", 3}, {"failed", 2}, {"sent", 5}}));
  const auto rest = host->retry_failed(id, true, "asha");
  EXPECT_EQ(rest->messages, 2u);
  EXPECT_EQ(people.ledger(id).at("queued"), 5);
  std::int64_t unsettled = 0;
  EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
    unsettled = *store::count_unsettled(s, id);
    return {};
  }));
  EXPECT_EQ(unsettled, 5);
}

TEST_F(Requeue, messages_without_an_answer_may_have_arrived_and_are_queued_again_only_when_asked) {
  auto host = this->host();
  const Id id = draft();
  ASSERT_TRUE(host->launch(id, "x"));
  settle(id, 4, MessageState::kFailed, reason::kNoAnswer);
  settle(id, 1, MessageState::kFailed, "temporary: throttled");
  settle(id, 2, MessageState::kFailed, "invalid_number");
  settle(id, 3, MessageState::kSent, "");
  const auto some = host->retry_failed(id, false, "asha");
  ASSERT_TRUE(succeeded(some));
  EXPECT_EQ(some->messages, 1u);
  EXPECT_EQ(some->unanswered, 4u);
  EXPECT_EQ(some->failed_for_good, 2u);
  const auto all = host->retry_failed(id, true, "asha");
  EXPECT_EQ(all->messages, 6u);
  EXPECT_EQ(all->unanswered + all->failed_for_good, 0u);
}

TEST_F(Requeue, statistics_add_up_to_the_ledger_after_retries_new_members_and_the_end) {
  auto host = this->host();
  const Id id = two_variants();
  ASSERT_TRUE(host->launch(id, "x"));
  settle(id, 6, MessageState::kFailed, "temporary: throttled");
  settle(id, 2, MessageState::kClicked, "");
  EXPECT_EQ(faults(), "");
  EXPECT_EQ(host->retry_failed(id, false, "asha")->messages, 6u);
  EXPECT_EQ(faults(), "");
  clock.advance(std::chrono::hours(2));
  people.add_customers(5, 10);
  EXPECT_EQ(host->add_new_members(id, "asha")->messages, 5u);
  settle(id, 1, MessageState::kFailed, "temporary: throttled");
  settle(id, 2, MessageState::kSent, "");
  ASSERT_TRUE(host->cancel(id, "asha"));
  EXPECT_EQ(faults(), "");
  EXPECT_EQ(people.ledger(id), (std::map<std::string, std::int64_t>{
                                   {"skipped", 10}, {"failed", 1}, {"sent", 2}, {"clicked", 2}}));
  const Split split = split_of(read(id));
  std::map<std::int64_t, std::int64_t> skipped;  // by variant, from the rows
  EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
    const auto page = store::list_messages(s, id, MessageState::kSkipped, {}, 100);
    for (const auto& m : page->messages) ++skipped[static_cast<std::int64_t>(split.of(id, m.customer_id))];
    return {};
  }));
  for (const std::int64_t variant : {0, 1})
    EXPECT_EQ(tallies(id)[variant][MessageState::kSkipped], skipped[variant]) << variant;
}

TEST_F(Requeue, what_is_put_off_while_its_campaign_is_cancelled_does_not_wait_for_ever) {
  auto host = this->host();
  const Id id = two_variants();
  ASSERT_TRUE(host->launch(id, "x"));
  std::vector<Id> sending;
  EXPECT_TRUE(people.store.database().write([&](store::Session& s) -> Status {
    const auto claimed = store::claim_chunk(s, id, 4, {7, clock.now_us() + 1}, clock.now_us());
    if (!claimed) return claimed.error();
    sending = *claimed;
    return {};
  }));
  ASSERT_EQ(sending.size(), 4u);
  ASSERT_TRUE(host->cancel(id, "asha"));
  const Split split = split_of(read(id));
  Recorder recorder(people.store.database(), reasons, clock, {},
                    {.variant_of = [&](Id campaign, Id customer) { return split.of(campaign, customer); }});
  recorder.start();
  std::vector<Event> put_off;
  for (const Id customer : sending) {
    Event event;
    event.key = {id, 0, customer};
    event.target = MessageState::kQueued;
    put_off.push_back(std::move(event));
  }
  recorder.settle(std::move(put_off));
  recorder.stop();
  EXPECT_EQ(people.ledger(id), (std::map<std::string, std::int64_t>{{"skipped", 10}}));
  EXPECT_EQ(faults(), "");
}

TEST_F(Requeue, new_members_are_added_and_nobody_twice) {
  auto host = this->host();
  const Id id = draft();
  ASSERT_TRUE(host->launch(id, "x"));
  settle(id, 10, MessageState::kSent, "");
  complete(id);
  people.add_customers(4, 10);
  const auto added = host->add_new_members(id, "asha");
  ASSERT_TRUE(succeeded(added));
  EXPECT_EQ(added->messages, 4u);
  EXPECT_EQ(added->campaign.audience_size, 14);
  EXPECT_EQ(people.ledger(id), (std::map<std::string, std::int64_t>{{"queued", 4}, {"sent", 10}}));
  EXPECT_EQ(host->add_new_members(id, "asha")->messages, 0u);
  EXPECT_EQ(host->cancel(id, "asha")->state, CampaignState::kCancelled);
  EXPECT_FALSE(host->add_new_members(id, "asha")) << "a cancelled campaign stays so";
}

TEST_F(Requeue, a_test_of_variants_ends_with_the_better_one_for_everybody_else) {
  auto host = this->host();
  const Id id =
      draft(R"({"ab":{"test_share":0.3,"decide_after":"1h","metric":"clicked","auto_winner":true}})");
  auto campaign = read(id);
  campaign.content =
      R"({"variants":[{"name":"A","template":{"text":"a"}},{"name":"B","template":{"text":"b"}}]})";
  write(campaign);
  ASSERT_TRUE(host->launch(id, "x"));
  EXPECT_TRUE(people.store.database().write([&](store::Session& s) {
    store::TallyChanges tallies;
    tallies.move({id, 0, 1}, MessageState::kSending, MessageState::kDelivered, 190);
    tallies.move({id, 0, 1}, MessageState::kSending, MessageState::kClicked, 10);
    tallies.move({id, 1, 1}, MessageState::kSending, MessageState::kDelivered, 160);
    tallies.move({id, 1, 1}, MessageState::kSending, MessageState::kClicked, 40);
    return store::apply(s, tallies);
  }));
  Scheduler scheduler(people.store.database(), *host, clock);
  EXPECT_EQ(scheduler.decide_tests(), 0u) << "it has not run for its time";
  clock.advance(std::chrono::minutes(61));
  EXPECT_EQ(scheduler.decide_tests(), 1u);
  EXPECT_EQ(scheduler.decide_tests(), 0u);
  const Split before = split_of(parse_json(campaign.content).value()), after = split_of(read(id));
  int tested = 0;
  for (Id customer = 1; customer <= 1'000; ++customer) {
    const bool takes_part = in_test(id, customer, 0.3);
    tested += takes_part ? 1 : 0;
    ASSERT_EQ(after.of(id, customer), takes_part ? before.of(id, customer) : 1u);
  }
  EXPECT_NEAR(tested, 300, 60);
}

TEST(RetryFailed, sends_what_failed_for_a_while_once_the_channel_is_well) {
  Pipeline p;
  p.add_customers(40);
  Options impatient;
  impatient.max_attempts = 1;
  p.start({{"success_rate", 1.0}, {"temporary_failure_rate", 1.0}}, impatient);
  const Id id = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(id)));
  ASSERT_TRUE(p.runs_to_its_end(id));
  EXPECT_EQ(p.stats(id).by_state.at("failed"), 40);
  p.stop(std::chrono::seconds(1));
  p.start({{"success_rate", 1.0}});
  const auto again = p.delivery->transitions().retry_failed(id, false, "asha");
  ASSERT_TRUE(succeeded(again));
  EXPECT_EQ(again->messages, 40u);
  ASSERT_TRUE(p.runs_to_its_end(id));
  EXPECT_EQ(p.stats(id).by_state.at("failed"), 0);
  EXPECT_TRUE(p.ledger_agrees(id));
}

TEST(Cancel, settles_what_a_host_had_in_work_when_it_died) {
  Pipeline p;
  p.add_customers(300);
  p.start({{"success_rate", 1.0}, {"latency_min_ms", 60'000}, {"latency_max_ms", 60'000}});
  const Id id = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(id)));
  std::uint64_t mark = 0;
  for (int look = 0; look < 100 && p.stats(id).by_state.at("sending") == 0; ++look)
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(50));
  ASSERT_GT(p.stats(id).by_state.at("sending"), 0);
  p.stop();
  Reasons reasons;
  Transitions elsewhere(
      p.store.database(), *p.compiler, reasons, p.ids, p.clock, {},
      [](const store::Campaign&) { return Status{}; }, [](const store::Campaign&) {});
  ASSERT_TRUE(succeeded(elsewhere.cancel(id, "asha")));
  EXPECT_GT(p.ledger(id)["sending"], 0);
  p.start({{"success_rate", 1.0}});
  for (int look = 0; look < 100 && p.stats(id).by_state.at("sending") > 0; ++look)
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(100));
  const auto rows = p.ledger(id);
  EXPECT_EQ(rows.count("sending"), 0u);
  EXPECT_EQ(rows.count("queued"), 0u);
  EXPECT_TRUE(p.ledger_agrees(id));
}

}  // namespace
}  // namespace carillon::delivery
