#include <barrier>
#include <thread>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "delivery/campaign_options.h"
#include "delivery/recorder.h"
#include "delivery/scheduler.h"
#include "delivery/transitions.h"
#include "pipeline_fixture.h"
#include "store/campaign_events.h"
#include "store/chunks.h"
#include "store/counters.h"
#include "store/reasons.h"
#include "store/tallies.h"
#include "upkeep/check.h"

namespace carillon::delivery {
namespace {

using store::CampaignState;
using store::testing::succeeded;
using testing::Pipeline;

std::int64_t at(std::string_view text) { return *parse_time(text); }

// Campaigns over a real store with a clock that is moved by hand; nothing is sent.
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

TEST_F(Lifecycle, failed_messages_are_queued_again_those_for_good_only_when_asked) {
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

TEST_F(Lifecycle, messages_without_an_answer_may_have_arrived_and_are_queued_again_only_when_asked) {
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

TEST_F(Lifecycle, statistics_add_up_to_the_ledger_after_retries_new_members_and_the_end) {
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

TEST_F(Lifecycle, what_is_put_off_while_its_campaign_is_cancelled_does_not_wait_for_ever) {
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

TEST_F(Lifecycle, new_members_are_added_and_nobody_twice) {
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

TEST_F(Lifecycle, a_test_of_variants_ends_with_the_better_one_for_everybody_else) {
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
