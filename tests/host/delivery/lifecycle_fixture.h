// Campaigns over a real store with a clock that is moved by hand; nothing is sent. For tests of their moves.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "delivery/campaign_options.h"
#include "delivery/scheduler.h"
#include "delivery/transitions.h"
#include "pipeline_fixture.h"
#include "store/campaign_events.h"
#include "store/counters.h"
#include "store/reasons.h"
#include "store/tallies.h"
#include "upkeep/check.h"

namespace carillon::delivery::testing {

using store::CampaignState;
using store::testing::succeeded;

inline std::int64_t at(std::string_view text) { return *parse_time(text); }

class Lifecycle : public ::testing::Test {
 protected:
  Lifecycle() { people.add_customers(10); }

  std::unique_ptr<Transitions> host(bool approval = false) {
    return std::make_unique<Transitions>(
        people.store.database(), *people.compiler, reasons, people.ids, clock,
        TransitionRules{"Asia/Kolkata", approval}, [this](const store::Campaign&) { return fit; },
        [this](const store::Campaign&) { ++moves; });
  }
  Id draft(const std::string& options = "{}") {
    const Id id = people.add_campaign();
    auto campaign = read(id);
    campaign.options = options;
    write(campaign);
    return id;
  }
  store::Campaign read(Id id) {
    store::Campaign out;
    EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
      auto found = store::get_campaign(s, id);
      if (!found || !*found) return not_found("gone");
      out = **found;
      return {};
    }));
    return out;
  }
  void write(const store::Campaign& campaign) {
    EXPECT_TRUE(people.store.database().write(
        [&](store::Session& s) { return store::update_campaign(s, campaign, read(campaign.id).state); }));
  }
  std::vector<store::Campaign> children(Id parent) {
    std::vector<store::Campaign> out;
    EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
      auto page = store::list_campaigns(s, {.parent = parent}, {}, 100);
      if (!page) return page.error();
      out = page->campaigns;
      return {};
    }));
    return out;
  }
  std::string events(Id campaign) {
    std::string out;
    EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
      auto page = store::list_campaign_events(s, campaign, {}, 100);
      if (!page) return page.error();
      for (const auto& e : page->events) out += (out.empty() ? "" : " ") + e.what + "/" + e.who;
      return {};
    }));
    return out;
  }
  std::size_t tick(Transitions& transitions) {
    return Scheduler(people.store.database(), transitions, clock).tick();
  }
  void go_to(std::string_view text) { clock.advance(std::chrono::microseconds(at(text) - clock.now_us())); }
  // Moves some of a campaign's queued messages, as the recorder does.
  void settle(Id campaign, std::int64_t n, MessageState state, std::string_view reason) {
    EXPECT_TRUE(people.store.database().write([&](store::Session& s) -> Status {
      const store::ReasonText text{reason_id(reason), std::string(reason)};
      if (auto put = store::put_reasons(s, {&text, 1}); !put) return put;
      auto ids = store::queued_customers(s, campaign, 0, static_cast<std::size_t>(n));
      const auto moved = store::move_messages(s, {campaign, 0, *ids}, MessageState::kQueued,
                                              {state, reason_id(reason), 1, clock.now_us()});
      store::CounterChanges changes;
      changes.move(campaign, MessageState::kQueued, state, reason_id(reason),
                   static_cast<std::int64_t>(*moved));
      if (auto done = store::apply(s, changes); !done) return done;
      const Split split = split_of(read(campaign));
      store::TallyChanges tallies;
      for (const Id customer : *ids) {
        const auto variant = static_cast<std::int64_t>(split.of(campaign, customer));
        tallies.move({campaign, variant, clock.now_us() / kHourUs}, MessageState::kSending, state, 1);
      }
      return store::apply(s, tallies);
    }));
  }
  // Of variants, what they reached, as {variant: {state: n}}.
  std::map<std::int64_t, std::map<MessageState, std::int64_t>> tallies(Id campaign) {
    std::map<std::int64_t, std::map<MessageState, std::int64_t>> out;
    EXPECT_TRUE(people.store.database().read([&](store::Session& s) -> Status {
      const auto all = store::read_tallies(s, campaign);
      for (const auto& tally : *all) out[tally.variant][tally.state] += tally.n;
      return {};
    }));
    return out;
  }
  // What `storage check` finds.
  std::string faults() {
    std::string out;
    for (const auto check : {upkeep::check_ledger, upkeep::check_tallies}) {
      upkeep::Options options;
      options.on_finding = [&](const upkeep::Finding& finding) { out += finding.text + "; "; };
      EXPECT_TRUE(succeeded(check(people.store.database(), options)));
    }
    return out;
  }
  Id two_variants() {
    const Id id = draft();
    auto campaign = read(id);
    campaign.content =
        R"({"variants":[{"name":"A","template":{"text":"a"}},{"name":"B","template":{"text":"b"}}]})";
    write(campaign);
    return id;
  }
  void complete(Id campaign) {
    EXPECT_TRUE(people.store.database().write(
        [&](store::Session& s) { return store::complete_campaign(s, campaign, clock.now_us()); }));
  }

  Pipeline people;
  ManualClock clock{at("2026-11-21T10:00:00Z")};
  Reasons reasons;
  Status fit;
  int moves = 0;
};

}  // namespace carillon::delivery::testing
