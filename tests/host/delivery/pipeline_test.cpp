#include <gtest/gtest.h>

#include "delivery/states.h"
#include "pipeline_fixture.h"

namespace carillon::delivery {
namespace {

using testing::Pipeline;
using testing::succeeded;

const json::object kUnruly{{"seed", 7},           {"success_rate", 0.8}, {"temporary_failure_rate", 0.1},
                           {"latency_min_ms", 0}, {"latency_max_ms", 3}, {"duplicate_rate", 0.1},
                           {"reorder_rate", 0.1}, {"late_rate", 0.05},   {"late_ms", 20}};

TEST(Delivery, every_message_of_an_unruly_channel_is_accounted_for_at_every_instant) {
  Pipeline p;
  p.add_customers(5'000);
  Options options;
  options.chunk_size = 300;
  options.max_in_flight = 1'500;
  p.start(kUnruly, options);
  const Id campaign = p.add_campaign();
  const auto launched = p.delivery->launch(campaign);
  ASSERT_TRUE(succeeded(launched));
  EXPECT_EQ(launched->audience_size, 5'000);
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_TRUE(p.ledger_agrees(campaign));
  const Stats s = p.stats(campaign);
  EXPECT_EQ(s.audience, 5'000);
  EXPECT_EQ(s.by_state.at("skipped"), 0);
  EXPECT_GT(s.by_state.at("failed"), 0);
}

TEST(Delivery, receipts_that_come_after_completion_still_count) {
  Pipeline p;
  p.add_customers(500);
  p.start({{"success_rate", 1.0},
           {"latency_min_ms", 0},
           {"latency_max_ms", 1},
           {"late_rate", 1.0},
           {"late_ms", 50}});
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  std::uint64_t mark = 0;
  for (int i = 0; i < 100 && p.stats(campaign).by_state.at("delivered") < 500; ++i) {
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(100));
  }
  EXPECT_EQ(p.stats(campaign).by_state.at("delivered"), 500);
  EXPECT_TRUE(p.ledger_agrees(campaign));
}

TEST(Delivery, a_host_that_stops_at_once_leaves_nothing_behind_that_the_next_does_not_finish) {
  Pipeline p;
  p.add_customers(4'000);
  Options options;
  options.chunk_size = 200;
  options.max_in_flight = 400;
  const Id campaign = p.add_campaign();
  json::object slow = kUnruly;
  slow["latency_max_ms"] = 10;
  p.start(slow, options);
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  for (int life = 0; life < 4; ++life) {
    std::uint64_t mark = 0;
    const auto settled = [&] {
      const Stats s = p.stats(campaign);
      return s.audience - s.by_state.at("queued") - s.by_state.at("sending");
    };
    for (int i = 0; i < 200 && settled() < 400 * (life + 1); ++i) {
      mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(50));
    }
    p.stop();
    p.start(slow, options);
  }
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_TRUE(p.ledger_agrees(campaign));
  EXPECT_EQ(p.stats(campaign).by_state.at("skipped"), 0);
}

TEST(Delivery, nobody_without_address_or_consent_is_written_to) {
  Pipeline p;
  p.add_customers(10);
  ingest::CustomerInput no_phone;
  no_phone.external_id = "no-phone";
  no_phone.consent_sms = {true, true};
  p.add(no_phone);
  ingest::CustomerInput refuses;
  refuses.external_id = "refuses";
  refuses.phone = {true, "+15551234567"};
  refuses.consent_sms = {true, false};
  p.add(refuses);
  ingest::CustomerInput silent = refuses;
  silent.external_id = "never-asked";
  silent.consent_sms = {};
  p.add(silent);
  p.start({{"success_rate", 1.0}});
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  const Stats s = p.stats(campaign);
  EXPECT_EQ(s.by_state.at("skipped"), 3);
  EXPECT_EQ(s.by_reason.at("no_address"), 1);
  EXPECT_EQ(s.by_reason.at("no_consent"), 2);
}

TEST(Delivery, a_rule_that_storage_cannot_decide_alone_selects_whom_its_operator_selects) {
  Pipeline p;
  p.add_customers(1'200);  // of even length: "Person 0" to "Person 9", "Person 100" to "Person 999"
  p.start({{"success_rate", 1.0}});
  const Id campaign = p.add_campaign("Hi", R"({"op":"even_name"})");
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_EQ(p.stats(campaign).audience, 10 + 900);
}

TEST(Delivery, only_the_audience_of_the_rule_is_written_to) {
  Pipeline p;
  p.add_customers(50);
  p.start({{"success_rate", 1.0}});
  const Id campaign = p.add_campaign(
      "Hi",
      R"({"any":[{"field":"external_id","op":"eq","value":"C7"},{"field":"name","op":"ends_with","value":" 9"}]})");
  const auto launched = p.delivery->launch(campaign);
  ASSERT_TRUE(succeeded(launched));
  EXPECT_EQ(launched->audience_size, 2);
  EXPECT_TRUE(p.runs_to_its_end(campaign));
}

TEST(Delivery, a_paused_campaign_sends_nothing_new_until_it_is_resumed) {
  Pipeline p;
  p.add_customers(3'000);
  Options options;
  options.chunk_size = 100;
  options.max_in_flight = 200;
  p.start({{"success_rate", 1.0}, {"latency_min_ms", 1}, {"latency_max_ms", 5}}, options);
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(succeeded(p.delivery->pause(campaign)));
  // What was in flight lands; then the books stand still.
  std::uint64_t mark = 0;
  while (p.delivery->counters().in_flight > 0)
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(20));
  const auto queued = p.stats(campaign).by_state.at("queued");
  EXPECT_GT(queued, 0);
  p.delivery->wait_for_change(mark, std::chrono::milliseconds(300));
  EXPECT_EQ(p.stats(campaign).by_state.at("queued"), queued);
  ASSERT_TRUE(succeeded(p.delivery->resume(campaign)));
  EXPECT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_TRUE(p.ledger_agrees(campaign));
}

TEST(Delivery, cancelling_marks_what_was_not_sent_and_settles_the_rest) {
  Pipeline p;
  p.add_customers(3'000);
  Options options;
  options.chunk_size = 100;
  options.max_in_flight = 200;
  p.start(
      {{"success_rate", 1.0}, {"latency_min_ms", 1}, {"latency_max_ms", 5}, {"temporary_failure_rate", 0.5}},
      options);
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  const auto cancelled = p.delivery->cancel(campaign);
  ASSERT_TRUE(succeeded(cancelled));
  EXPECT_EQ(cancelled->state, store::CampaignState::kCancelled);
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_GT(p.stats(campaign).by_reason.at("cancelled"), 0);
  EXPECT_TRUE(p.ledger_agrees(campaign));
  EXPECT_EQ(p.delivery->launch(campaign).error().status, CRL_E_STATE);
}

TEST(Delivery, an_exhausted_channel_fails_its_messages_after_the_last_attempt) {
  Pipeline p;
  p.add_customers(200);
  Options options;
  options.max_attempts = 3;
  p.start({{"temporary_failure_rate", 1.0}, {"latency_min_ms", 0}, {"latency_max_ms", 1}}, options);
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  const Stats s = p.stats(campaign);
  EXPECT_EQ(s.by_state.at("failed"), 200);
  EXPECT_EQ(s.state, store::CampaignState::kCompletedWithFailures);
  EXPECT_EQ(p.delivery->counters().retried, 400U);
}

TEST(Delivery, a_campaign_is_launched_once_however_many_ask) {
  Pipeline p;
  p.add_customers(100);
  p.start({{"success_rate", 1.0}});
  const Id campaign = p.add_campaign();
  std::atomic<int> launched{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i)
    callers.emplace_back([&] { launched += p.delivery->launch(campaign).ok() ? 1 : 0; });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(launched, 1);
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_EQ(p.stats(campaign).audience, 100);
}

TEST(Delivery, what_cannot_be_sent_is_refused_at_launch_with_the_reason) {
  Pipeline p;
  p.add_customers(1);
  p.start({});
  const auto refused = p.delivery->launch(p.add_campaign("{{ customer.nope }}"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_INVALID);
  EXPECT_NE(refused.error().message.find("customer.nope"), std::string::npos);
  EXPECT_EQ(p.delivery->launch(12345).error().status, CRL_E_NOT_FOUND);
}

TEST(Delivery, an_audience_of_nobody_completes_at_once) {
  Pipeline p;
  p.start({});
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_EQ(p.stats(campaign).state, store::CampaignState::kCompleted);
}

TEST(Delivery, a_channel_that_never_answers_is_not_waited_for_for_ever) {
  Pipeline p;
  p.add_customers(50);
  Options options;
  options.answer_us = 30'000;
  options.max_attempts = 2;
  p.start({{"hang_rate", 1.0}, {"hang_ms", 3'600'000}}, options);
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  const Stats stats = p.stats(campaign);
  EXPECT_EQ(stats.by_state.at("failed"), 50);
  EXPECT_EQ(stats.by_reason.at("no_answer"), 50);
  EXPECT_TRUE(p.ledger_agrees(campaign));
}

}  // namespace
}  // namespace carillon::delivery
