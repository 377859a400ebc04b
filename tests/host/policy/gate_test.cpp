#include "policy/gate.h"

#include <thread>

#include <gtest/gtest.h>

#include "audience/stores.h"
#include "base/time_text.h"
#include "policy/addresses.h"
#include "sqlite_fixture.h"
#include "store/customers.h"
#include "store/message_states.h"
#include "store/suppressions.h"
#include "store/touches.h"
#include "support/mariadb.h"

namespace carillon::policy {
namespace {

using audience::testing::PluginStore;
using store::testing::SqliteStore;
using store::testing::succeeded;

constexpr Id kCampaign = 77;

// A fresh storage by its plugin's id.
class AnyStore {
 public:
  explicit AnyStore(const std::string& plugin) {
    if (plugin == "sqlite") {
      sqlite_ = std::make_unique<SqliteStore>();
    } else if (plugin == "memory") {
      other_ = std::make_unique<PluginStore>("memory", json::object{});
    } else {
      auto& server = test::MariaDb::shared();
      other_ = std::make_unique<PluginStore>("mysql", json::object{{"host", "127.0.0.1"},
                                                                   {"port", server.port()},
                                                                   {"database", server.new_database()},
                                                                   {"user", test::MariaDb::kUser},
                                                                   {"password", test::MariaDb::kPassword}});
    }
  }
  store::Database& database() { return sqlite_ ? sqlite_->database() : other_->database(); }

 private:
  std::unique_ptr<SqliteStore> sqlite_;
  std::unique_ptr<PluginStore> other_;
};

class GateTest : public ::testing::TestWithParam<std::string> {
 protected:
  GateTest() : db(GetParam()) { terms.campaign = kCampaign; }

  static Candidate email(Id customer, std::string_view address) {
    return {.recipient = customer,
            .customer = customer,
            .address = address,
            .country = {},
            .timezone = {},
            .consent = true};
  }
  void know(Id id, const std::string& address, bool is_email = true) {
    store::Customer c;
    c.id = id;
    c.external_id = "c" + std::to_string(id);
    (is_email ? c.email : c.phone) = address;
    ASSERT_TRUE(succeeded(db.database().write(
        [&](store::Session& s) { return store::insert_customers(s, std::span(&c, 1)); })));
  }
  void suppress(std::string_view address, Id customer = 0, std::string channel = "",
                store::SuppressionReason reason = store::SuppressionReason::kManual,
                std::int64_t expires = store::kForever) {
    store::Suppression s;
    s.id = ++last_id;
    s.subject = customer != 0 ? subject_of_customer(customer) : subject_of_address(address);
    s.address = address;
    s.customer_id = customer;
    s.channel = std::move(channel);
    s.reason = reason;
    s.expires_at = expires;
    ASSERT_TRUE(succeeded(db.database().write(
        [&](store::Session& t) { return store::put_suppressions(t, std::span(&s, 1)); })));
  }
  void in_ledger(Id customer, store::MessageState state) {
    const std::vector<crl_value> cells{cell::of_int(kCampaign),
                                       cell::of_int(customer),
                                       cell::of_int(0),
                                       cell::of_int(static_cast<std::int64_t>(state)),
                                       cell::of_int(0),
                                       cell::of_int(0),
                                       cell::time(1)};
    store::Mutation m;
    m.collection = "messages";
    m.columns = {"campaign_id", "customer_id", "step", "state", "reason", "attempts", "updated_at"};
    m.cells = cells;
    ASSERT_TRUE(succeeded(db.database().write([&](store::Session& s) -> Status {
      const auto done = s.mutate(m);
      return done ? Status{} : done.error();
    })));
  }

  // The verdicts of a batch, as words.
  std::vector<std::string> judged(Gate& gate, const std::vector<Candidate>& candidates) {
    auto batch = gate.batch(terms, channel);
    for (const auto& candidate : candidates) batch.add(candidate);
    EXPECT_TRUE(succeeded(db.database().read([&](store::Session& s) { return batch.look_up(s); })));
    EXPECT_TRUE(succeeded(batch.admit()));
    std::vector<std::string> out;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Verdict& v = batch.verdict(i);
      out.push_back(v.sends()                        ? "send"
                    : v.kind == Verdict::Kind::kSkip ? std::string(v.reason)
                                                     : "defer " + time_text(v.until_us));
    }
    return out;
  }
  std::string judge(Gate& gate, const Candidate& candidate) { return judged(gate, {candidate}).front(); }

  AnyStore db;
  ManualClock clock{*parse_time("2026-11-21T12:00:00Z")};
  Rules rules;
  Terms terms;
  ChannelFacts channel{"email", AddressKind::kEmail};
  Id last_id = 0;
};

TEST_P(GateTest, the_first_check_that_refuses_gives_the_reason) {
  suppress("a@example.com");
  rules.send_times.days = 0;
  Gate gate(db.database(), clock, rules, false);
  terms.held_out = [](Id) { return true; };
  terms.expires_at_us = 1;
  Candidate c = email(1, "");
  c.consent = false;
  EXPECT_EQ(judge(gate, c), "holdout");
  terms.held_out = nullptr;
  EXPECT_EQ(judge(gate, c), "expired");
  terms.expires_at_us = 0;
  EXPECT_EQ(judge(gate, c), "no_address");
  c.address = "nobody";
  EXPECT_EQ(judge(gate, c), "invalid_address");
  c.address = "a@example.com";
  EXPECT_EQ(judge(gate, c), "no_consent");
  c.consent = true;
  EXPECT_EQ(judge(gate, c), "quiet_hours_passed");
}

TEST_P(GateTest, a_suppressed_address_is_refused_at_once_although_it_is_night) {
  suppress("A@Example.com");
  ASSERT_TRUE(parse_quiet_hours("10:00-14:00", rules.send_times));
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(1, "a@example.com"), email(2, "b@example.com")}),
            (std::vector<std::string>{"suppressed", "defer 2026-11-21T14:00:00Z"}));
}

TEST_P(GateTest, suppressions_are_of_an_address_or_a_customer_and_of_a_channel_or_all) {
  suppress("a@example.com", 0, "email");
  suppress("b@example.com", 0, "other");
  suppress("", 3);
  suppress("d@example.com", 0, "", store::SuppressionReason::kManual, clock.now_us() - 1);
  suppress("e@example.com", 0, "", store::SuppressionReason::kComplained);
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(1, "a@example.com"), email(2, "b@example.com"), email(3, "c@example.com"),
                          email(4, "d@example.com"), email(5, "e@example.com")}),
            (std::vector<std::string>{"suppressed", "send", "suppressed", "send", "complained_before"}));
}

TEST_P(GateTest, what_is_suppressed_again_only_becomes_stronger) {
  suppress("a@example.com", 0, "", store::SuppressionReason::kComplained);
  suppress("a@example.com", 0, "", store::SuppressionReason::kUnsubscribed, clock.now_us() + 1);
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "complained_before");
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "complained_before");
}

TEST_P(GateTest, the_first_suppression_ever_is_seen_within_a_second) {
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "send");
  suppress("a@example.com");
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "suppressed");
}

TEST_P(GateTest, transactional_messages_pass_all_but_bad_addresses_and_hard_suppressions) {
  suppress("gone@example.com", 0, "", store::SuppressionReason::kBounced);
  suppress("tired@example.com", 0, "", store::SuppressionReason::kUnsubscribed);
  rules.send_times.days = 0;
  rules.caps = {parse_cap("1 in 1 day").value()};
  Gate gate(db.database(), clock, rules, false);
  terms.transactional = true;
  terms.held_out = [](Id) { return true; };
  Candidate refuses = email(3, "c@example.com");
  refuses.consent = false;
  EXPECT_EQ(
      judged(gate, {email(1, "gone@example.com"), email(2, "tired@example.com"), refuses, email(4, "")}),
      (std::vector<std::string>{"bounced_before", "send", "send", "no_address"}));
  rules.transactional_waits = true;
  Gate strict(db.database(), clock, rules, false);
  EXPECT_EQ(judge(strict, email(5, "e@example.com")), "quiet_hours_passed");
}

TEST_P(GateTest, of_one_address_in_a_batch_the_lowest_customer_gets_the_message) {
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(9, "a@example.com"), email(4, "A@example.COM"), email(7, "a@example.com "),
                          email(5, "b@example.com")}),
            (std::vector<std::string>{"duplicate_address", "send", "duplicate_address", "send"}));
}

TEST_P(GateTest, of_one_address_in_two_batches_the_lowest_customer_gets_the_message) {
  know(1, "A@example.com");
  know(2, "a@example.com");
  know(3, "b@example.com");
  know(4, "b@example.com");
  in_ledger(1, store::MessageState::kSent);
  in_ledger(3, store::MessageState::kSkipped);
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(2, "a@example.com"), email(4, "b@example.com")}),
            (std::vector<std::string>{"duplicate_address", "send"}));
  EXPECT_EQ(judge(gate, email(1, "A@example.com")), "send") << "a higher id stands in nobody's way";
  terms.campaign = kCampaign + 1;
  EXPECT_EQ(judge(gate, email(2, "a@example.com")), "send") << "of another campaign";
}

TEST_P(GateTest, phone_numbers_are_duplicates_however_they_are_written) {
  channel = {"sms", AddressKind::kPhone};
  rules.country = "IN";
  know(1, "+919812345678", false);
  in_ledger(1, store::MessageState::kQueued);
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(2, "098123 45678"), email(3, "98123 45679"), email(4, "+91 98123 45679")}),
            (std::vector<std::string>{"duplicate_address", "send", "duplicate_address"}));
  auto batch = gate.batch(terms, channel);
  batch.add(email(5, "098123 45670"));
  EXPECT_EQ(batch.address(0), "+919812345670");
}

TEST_P(GateTest, send_times_are_those_of_the_recipient) {
  ASSERT_TRUE(parse_quiet_hours("21:00-08:00", rules.send_times));
  rules.timezone = "America/New_York";
  channel = {"sms", AddressKind::kPhone};
  Gate gate(db.database(), clock, rules, false);
  clock.advance(std::chrono::hours(5));  // 17:00 UTC: 22:30 in India, 12:00 in New York
  Candidate by_zone = email(1, "+15551000001"), by_country = email(2, "+15551000002"),
            by_phone = email(3, "+919812345678"), by_none = email(4, "+15551000003"),
            odd = email(5, "+15551000004");
  by_zone.timezone = "Asia/Tokyo";
  by_country.country = "IN";
  odd.timezone = "Mars/Olympus";
  EXPECT_EQ(judged(gate, {by_zone, by_country, by_phone, by_none, odd}),
            (std::vector<std::string>{"defer 2026-11-21T23:00:00Z", "defer 2026-11-22T02:30:00Z",
                                      "defer 2026-11-22T02:30:00Z", "send", "send"}));
}

TEST_P(GateTest, a_start_on_the_recipients_wall_clock_is_waited_for) {
  terms.local_start_us = *parse_time("2026-11-22T09:00:00Z");
  Gate gate(db.database(), clock, rules, false);
  Candidate india = email(1, "a@example.com"), samoa = email(2, "b@example.com");
  india.timezone = "Asia/Kolkata";
  samoa.timezone = "Pacific/Apia";
  EXPECT_EQ(judged(gate, {india, samoa}),
            (std::vector<std::string>{"defer 2026-11-22T03:30:00Z", "defer 2026-11-21T20:00:00Z"}));
  terms.expires_at_us = *parse_time("2026-11-22T00:00:00Z");
  EXPECT_EQ(judge(gate, india), "quiet_hours_passed");
  clock.advance(std::chrono::hours(8));
  EXPECT_EQ(judge(gate, samoa), "send");
}

TEST_P(GateTest, who_has_an_instant_of_their_own_waits_for_it_and_for_send_times_then) {
  const std::int64_t later = *parse_time("2026-11-21T15:00:00Z");
  terms.not_before = [&](Id customer) { return customer == 2 ? later : 0; };
  Gate gate(db.database(), clock, rules, false);
  EXPECT_EQ(judged(gate, {email(1, "a@example.com"), email(2, "b@example.com")}),
            (std::vector<std::string>{"send", "defer 2026-11-21T15:00:00Z"}));
  ASSERT_TRUE(parse_quiet_hours("11:00-16:00", rules.send_times));
  Gate quiet(db.database(), clock, rules, false);
  EXPECT_EQ(judge(quiet, email(2, "b@example.com")), "defer 2026-11-21T16:00:00Z");
}

TEST_P(GateTest, a_cap_counts_all_campaigns_and_a_repeat_of_a_message_once) {
  rules.caps = {parse_cap("2 in 7 days").value(), parse_cap("email: 1 in 1 hour").value()};
  Gate gate(db.database(), clock, rules, false);
  for (int repeat = 0; repeat < 3; ++repeat) EXPECT_EQ(judge(gate, email(1, "a@example.com")), "send");
  terms.campaign = 78;
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "frequency_cap") << "the channel's own cap";
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "send");
  terms.campaign = 79;
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "frequency_cap");
  EXPECT_EQ(judge(gate, email(2, "b@example.com")), "send");
  terms.caps = false;
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "send");
  terms.caps = true;
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(judge(gate, email(1, "a@example.com")), "send");
}

TEST_P(GateTest, places_that_no_cap_counts_any_more_are_removed) {
  rules.caps = {parse_cap("2 in 1 day").value()};
  Gate gate(db.database(), clock, rules, false);
  for (Id id = 1; id <= 50; ++id) judge(gate, email(id, "a@example.com"));
  clock.advance(std::chrono::hours(30));
  judge(gate, email(100, "a@example.com"));
  int left = 0;
  std::vector<Id> all;
  for (Id id = 1; id <= 100; ++id) all.push_back(id);
  ASSERT_TRUE(succeeded(db.database().read([&](store::Session& s) {
    return store::read_touches(s, all, 0, [&](const store::Touch&) { ++left; });
  })));
  EXPECT_EQ(left, 1);
}

TEST_P(GateTest, two_hosts_that_send_at_once_never_exceed_a_cap) {
  rules.caps = {parse_cap("2 in 1 day").value()};
  constexpr Id kPeople = 40;
  std::atomic<int> sent{0};
  std::vector<std::thread> hosts;
  for (int host = 0; host < 2; ++host) {
    hosts.emplace_back([&, host] {
      Gate gate(db.database(), clock, rules, true);
      for (int round = 0; round < 4; ++round) {
        Terms mine;
        mine.campaign = 1'000 + host * 100 + round;
        auto batch = gate.batch(mine, channel);
        std::vector<std::string> addresses;
        for (Id id = 1; id <= kPeople; ++id) addresses.push_back("p" + std::to_string(id) + "@example.com");
        for (Id id = 1; id <= kPeople; ++id)
          batch.add(email(id, addresses[static_cast<std::size_t>(id - 1)]));
        EXPECT_TRUE(succeeded(batch.admit()));
        for (std::size_t i = 0; i < batch.size(); ++i) sent += batch.verdict(i).sends() ? 1 : 0;
      }
    });
  }
  for (auto& host : hosts) host.join();
  EXPECT_EQ(sent.load(), 2 * kPeople);
}

std::vector<std::string> storages() {
  std::vector<std::string> out{"sqlite", "memory"};
  if (test::MariaDb::is_installed()) out.emplace_back("mysql");
  return out;
}
INSTANTIATE_TEST_SUITE_P(Storages, GateTest, ::testing::ValuesIn(storages()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace carillon::policy
