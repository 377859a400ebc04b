#include "delivery/direct.h"

#include <chrono>

#include <gtest/gtest.h>

#include "delivery/states.h"
#include "pipeline_fixture.h"
#include "store/direct_messages.h"

namespace carillon::delivery {
namespace {

using store::testing::succeeded;
using testing::Pipeline;

class SingleMessage : public ::testing::Test {
 protected:
  DirectRequest request(const std::string& address) {
    DirectRequest out;
    out.channel = "sms";
    out.address = address;
    out.content = json::object{{"template", json::object{{"text", "Your code is {{ data.code }}"}}}};
    out.data = json::object{{"code", "4711"}};
    return out;
  }
  store::DirectMessage send(const DirectRequest& request) {
    auto composed = p.delivery->direct().compose(request);
    EXPECT_TRUE(succeeded(composed));
    const auto* message = std::get_if<store::DirectMessage>(&*composed);
    EXPECT_NE(message, nullptr);
    if (message == nullptr) return {};
    EXPECT_TRUE(p.store.database().write(
        [&](store::Session& s) { return store::insert_direct_message(s, *message); }));
    p.delivery->direct().posted();
    return *message;
  }
  // Until the channel has it; nothing when it takes too long.
  std::optional<store::Message> taken(const store::DirectMessage& message) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::uint64_t mark = 0;
    while (std::chrono::steady_clock::now() < deadline) {
      store::Message out;
      EXPECT_TRUE(p.store.database().read([&](store::Session& s) -> Status {
        auto found = store::get_message(s, message.campaign_id, message.id, 0);
        if (!found) return found.error();
        out = *found;
        return {};
      }));
      if (out.state != MessageState::kQueued && out.state != MessageState::kSending) return out;
      mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(20));
    }
    return std::nullopt;
  }

  Pipeline p;
};

TEST_F(SingleMessage, overtakes_a_campaign_that_fills_its_channel) {
  constexpr int kPeople = 4'000;
  p.add_customers(kPeople);
  Options options;
  options.chunk_size = 200;
  options.max_in_flight = 400;
  p.start({{"success_rate", 1.0}, {"latency_min_ms", 250}, {"latency_max_ms", 280}}, options);
  const Id campaign = p.add_campaign();
  ASSERT_TRUE(succeeded(p.delivery->launch(campaign)));
  std::uint64_t mark = 0;
  while (p.stats(campaign).by_state.at("sending") == 0)
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(50));
  const auto message = send(request("+15551999999"));
  const auto outcome = taken(message);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, 0);
  EXPECT_GT(p.stats(campaign).by_state.at("queued"), kPeople / 10) << "the campaign waits yet";
  ASSERT_TRUE(p.runs_to_its_end(campaign));
  EXPECT_TRUE(p.ledger_agrees(message.campaign_id));
}

TEST_F(SingleMessage, that_was_made_before_a_later_one_but_stored_after_it_is_sent_too) {
  p.start({{"success_rate", 1.0}});
  auto composed = p.delivery->direct().compose(request("+15551000001"));
  const auto early = std::get<store::DirectMessage>(*composed);
  const auto late = send(request("+15551000002"));
  ASSERT_TRUE(taken(late));
  EXPECT_TRUE(
      p.store.database().write([&](store::Session& s) { return store::insert_direct_message(s, early); }));
  p.delivery->direct().posted();
  EXPECT_TRUE(taken(early));
  EXPECT_EQ(p.stats(early.campaign_id).audience, 2);
  EXPECT_EQ(p.stats(early.campaign_id).state, store::CampaignState::kRunning);
}

TEST_F(SingleMessage, past_its_time_is_not_sent) {
  p.start({{"success_rate", 1.0}});
  auto late = request("+15551000001");
  late.expires_in_us = 1;
  const auto outcome = taken(send(late));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->state, MessageState::kSkipped);
  EXPECT_EQ(p.delivery->reason_text(outcome->reason), "expired");
}

TEST_F(SingleMessage, to_a_customer_without_consent_goes_and_to_one_who_is_gone_does_not) {
  ingest::CustomerInput person;
  person.external_id = "c1";
  person.phone = {true, "+15551000001"};
  p.add(person);
  p.start({{"success_rate", 1.0}});
  Id customer = 0;
  ASSERT_TRUE(p.store.database().read([&](store::Session& s) -> Status {
    store::Query query;
    query.collection = "customers";
    query.columns = {"id"};
    const auto done = s.query(query, [&](store::Row row) {
      customer = row[0].v.i;
      return true;
    });
    return done ? Status{} : done.error();
  }));
  auto to = request({});
  to.customer = customer;
  const auto outcome = taken(send(to));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, 0);
  to.customer = customer + 1;
  EXPECT_TRUE(std::holds_alternative<Issues>(*p.delivery->direct().compose(to)));
}

}  // namespace
}  // namespace carillon::delivery
