// The C++ layer over a channel: tickets, exceptions, the life cycle, configuration.
#include <optional>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include <carillon/channel.hpp>

#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

Ticket ticket_of(const ChannelProbe& probe, std::uint64_t token) { return Ticket(probe.sink(), token); }

TEST(Tickets, complete_exactly_once_however_they_are_moved_and_spent) {
  ChannelProbe probe;
  {
    Ticket a = ticket_of(probe, 1);
    a.sent("id-1");
    a.sent("again");
    a.fail(invalid("too late"));
    Ticket b = ticket_of(probe, 2);
    Ticket c = std::move(b);
    std::vector<Ticket> kept;
    kept.push_back(std::move(c));
    kept.push_back(ticket_of(probe, 3));
    kept[1] = ticket_of(probe, 4);  // drops 3
    kept[0].fail(unavailable("busy", 70));
  }
  const auto seen = probe.completions();
  ASSERT_EQ(seen.size(), 4u);
  for (const auto& [token, each] : seen) ASSERT_EQ(each.size(), 1u) << token;
  EXPECT_EQ(seen.at(1)[0].provider_id, "id-1");
  EXPECT_EQ(seen.at(2)[0].status, CRL_E_UNAVAILABLE);
  EXPECT_EQ(seen.at(2)[0].retry_after_ms, 70u);
  for (const std::uint64_t dropped : {3u, 4u}) {
    EXPECT_EQ(seen.at(dropped)[0].status, CRL_E_INTERNAL);
    EXPECT_EQ(seen.at(dropped)[0].message, "the channel dropped it");
  }
}

TEST(Tickets, a_failure_without_an_error_status_is_an_internal_error) {
  ChannelProbe probe;
  ticket_of(probe, 1).fail({CRL_OK, "odd"});
  ticket_of(probe, 2).fail({CRL_PENDING, "odd"});
  EXPECT_EQ(probe.completions().at(1)[0].status, CRL_E_INTERNAL);
  EXPECT_EQ(probe.completions().at(2)[0].status, CRL_E_INTERNAL);
}

TEST(Completions, spend_every_ticket_once_in_few_calls) {
  ChannelProbe probe;
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.push_back("id" + std::to_string(i));
  {
    Completions completions;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      Ticket ticket = ticket_of(probe, i);
      if (i % 2 == 0) completions.sent(std::move(ticket), ids[i]);
      // the others are dropped at the end of this round
    }
  }
  const auto seen = probe.completions();
  ASSERT_EQ(seen.size(), 1000u);
  for (const auto& [token, each] : seen) {
    ASSERT_EQ(each.size(), 1u);
    EXPECT_EQ(each[0].status, token % 2 == 0 ? CRL_OK : CRL_E_INTERNAL);
    EXPECT_EQ(each[0].provider_id, token % 2 == 0 ? ids[token] : "");
  }
}

struct Told {  // what the channel below was asked, across instances
  int starts = 0, stops = 0;
  std::vector<std::string> events;
} told;

class Scripted : public Channel {
 public:
  explicit Scripted(const Config& config)
      : script_(config.text("script")), limit_(config.integer("limit", 100)) {}
  ChannelCaps caps() const override { return {.max_batch = 7}; }
  Status start() override {
    ++told.starts;
    if (script_ == "start fails") return unavailable("no line to the vendor");
    return {};
  }
  void stop() override { ++told.stops; }
  void send(Batch& batch) override {
    while (const auto message = batch.peek()) {
      if (batch.taken() == limit_) {
        batch.leave({CRL_E_RATE, "enough", 300});
        return;
      }
      Ticket ticket = batch.take();
      if (script_ == "throw") throw std::runtime_error("out of luck");
      if (script_ == "drop") continue;
      ticket.sent(std::string(message->to()) + "/" + std::string(message->text()));
    }
  }
  Status webhook(const WebhookCall& call) override {
    const std::vector<Receipt> many(150, Receipt{.provider_id = call.header("x-id")});
    return emit(many);
  }

 private:
  std::string script_;
  std::int64_t limit_;
};

constexpr Entry kEntry = channel<Scripted>({.id = "scripted", .name = "Scripted", .serial = true});

class ChannelLayer : public ::testing::Test {
 protected:
  void SetUp() override { told = {}; }
  InstancePtr make(const std::string& config) {
    const JsonDoc doc(config);
    const crl_instance* instance = nullptr;
    crl_error error = empty_error();
    const auto status = kEntry.create(doc.get(), probe_.sink(), &instance, &error);
    problem_ = read_error(status, error);
    return InstancePtr(status == CRL_OK ? instance : nullptr);
  }
  ChannelProbe probe_;
  Error problem_;
};

TEST_F(ChannelLayer, hands_out_each_message_with_its_own_ticket) {
  const auto instance = make("{}");
  ASSERT_TRUE(start(*instance).ok());
  EXPECT_EQ(
      probe_.send(*instance, {{.key = "a", .to = "1", .text = "x"}, {.key = "b", .to = "2", .text = "y"}}),
      2u);
  EXPECT_EQ(probe_.completions().at(1)[0].provider_id, "1/x");
  EXPECT_EQ(probe_.completions().at(2)[0].provider_id, "2/y");
}

TEST_F(ChannelLayer, takes_a_prefix_and_says_why_it_stopped) {
  const auto instance = make(R"({"limit": 2})");
  Error why;
  EXPECT_EQ(probe_.send(*instance, {{.key = "a"}, {.key = "b"}, {.key = "c"}}, 1, &why), 2u);
  EXPECT_EQ(why.status, CRL_E_RATE);
  EXPECT_EQ(why.retry_after_ms, 300u);
  EXPECT_EQ(probe_.completed(), 2u);
}

TEST_F(ChannelLayer, completes_what_was_taken_when_send_throws_and_reports_the_count) {
  const auto instance = make(R"({"script": "throw"})");
  Error why;
  EXPECT_EQ(probe_.send(*instance, {{.key = "a"}, {.key = "b"}}, 1, &why), 1u);
  EXPECT_EQ(why.status, CRL_E_INTERNAL);
  EXPECT_EQ(why.message, "out of luck");
  ASSERT_EQ(probe_.completed(), 1u);
  EXPECT_EQ(probe_.completions().at(1)[0].status, CRL_E_INTERNAL);
}

TEST_F(ChannelLayer, completes_tickets_that_a_channel_forgets) {
  const auto instance = make(R"({"script": "drop"})");
  EXPECT_EQ(probe_.send(*instance, {{.key = "a"}, {.key = "b"}}), 2u);
  EXPECT_EQ(probe_.completed(), 2u);
}

TEST_F(ChannelLayer, stops_once_for_each_start_also_after_a_failed_one) {
  auto instance = make(R"({"script": "start fails"})");
  const auto started = start(*instance);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().message, "no line to the vendor");
  instance->stop(instance->self);
  instance->stop(instance->self);
  instance.reset();
  EXPECT_EQ(told.stops, 1);

  instance = make("{}");
  instance->stop(instance->self);
  EXPECT_EQ(told.stops, 1) << "it had not been started";
  ASSERT_TRUE(start(*instance).ok());
  instance.reset();
  EXPECT_EQ(told.stops, 2) << "destroy stops what still runs";
}

TEST_F(ChannelLayer, refuses_a_configuration_of_the_wrong_type_by_its_pointer) {
  EXPECT_EQ(make(R"({"limit": "many"})"), nullptr);
  EXPECT_EQ(problem_.status, CRL_E_INVALID);
  EXPECT_EQ(problem_.vendor_code, "/limit");
  EXPECT_EQ(problem_.message, R"("/limit" must be a whole number, found a text)");
  EXPECT_NE(make(R"({"limit": null})"), nullptr) << "null means the default";
}

TEST_F(ChannelLayer, emits_any_number_of_receipts_and_finds_headers_in_any_case) {
  const auto instance = make("{}");
  const crl_kv header{str("X-ID"), str("v1")};
  crl_error error = empty_error();
  EXPECT_EQ(channel_of(*instance).webhook(instance->self, &header, 1, str("{}"), &error), CRL_OK);
  EXPECT_EQ(probe_.receipt_count(), 150u);
  EXPECT_EQ(probe_.receipts()[149].provider_id, "v1");
}

TEST_F(ChannelLayer, fills_capabilities_for_a_host_that_knows_fewer_of_them) {
  const auto instance = make("{}");
  crl_channel_caps caps{};
  caps.max_per_second = 77;
  caps.size = offsetof(crl_channel_caps, max_in_flight);
  channel_of(*instance).caps(instance->self, &caps);
  EXPECT_EQ(caps.max_batch, 7u);
  EXPECT_EQ(caps.max_per_second, 77u) << "past the size that the host gave";
}

TEST_F(ChannelLayer, knows_its_interface_and_no_other) {
  const auto instance = make("{}");
  EXPECT_NE(instance->get_interface(instance->self, CRL_CHANNEL_ID), nullptr);
  EXPECT_EQ(instance->get_interface(instance->self, "carillon.ai/1"), nullptr);
  EXPECT_EQ(kEntry.descriptor.flags, CRL_F_SERIAL);
}

}  // namespace
}  // namespace carillon::test
