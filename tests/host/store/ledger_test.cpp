// Campaigns, the ledger of their messages, its leases and counters, over the real SQLite plugin.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"
#include "store/campaigns.h"
#include "store/chunks.h"
#include "store/counters.h"
#include "store/customers.h"
#include "store/deferrals.h"
#include "store/message_refs.h"
#include "store/messages.h"
#include "store/reasons.h"
#include "store/segments.h"
#include "store/tallies.h"

namespace carillon::store {
namespace {

using testing::SqliteStore;
using testing::succeeded;

constexpr Id kCampaign = 77;
constexpr Lease kMine{.owner = 1, .until_us = 1'000};
constexpr Lease kTheirs{.owner = 2, .until_us = 5'000};

Campaign campaign(CampaignState state) {
  Campaign c;
  c.id = kCampaign;
  c.name = "Spring";
  c.channel = "sms";
  c.audience = c.content = "{}";
  c.state = state;
  return c;
}

class Ledger : public ::testing::Test {
 protected:
  void write(const Database::Body& body) { ASSERT_TRUE(succeeded(store_.database().write(body))); }

  // Customers 1..n, of whom the even ones live in Pune; those become the audience of a running campaign.
  void launch(Id n) {
    std::vector<Customer> people;
    for (Id id = 1; id <= n; ++id) {
      Customer c;
      c.id = id;
      c.external_id = std::to_string(id);
      if (id % 2 == 0) c.city = "Pune";
      people.push_back(c);
    }
    write([&](Session& s) -> Status {
      if (auto done = insert_customers(s, people); !done) return done;
      return insert_campaign(s, campaign(CampaignState::kRunning));
    });
    write([&](Session& s) -> Status {
      const auto size = snapshot(s);
      if (!size) return size.error();
      EXPECT_EQ(*size, static_cast<std::uint64_t>(n / 2));
      CounterChanges changes;
      changes.add(kCampaign, MessageState::kQueued, 0, static_cast<std::int64_t>(*size));
      return apply(s, changes);
    });
  }
  static Result<std::uint64_t> snapshot(Session& s) {
    Expr in_pune;
    in_pune.compare(CRL_X_EQ_CI, "city", cell::text("pune"));
    return snapshot_audience(s, kCampaign, 0, in_pune, 10);
  }
  std::vector<Id> claim(std::size_t n, const Lease& lease) {
    std::vector<Id> out;
    write([&](Session& s) -> Status {
      auto claimed = claim_chunk(s, kCampaign, n, lease, 20);
      if (!claimed) return claimed.error();
      out = *claimed;
      return {};
    });
    return out;
  }
  std::map<MessageState, std::int64_t> states() {
    std::map<MessageState, std::int64_t> out;
    write([&](Session& s) -> Status {
      std::string cursor;
      do {
        auto page = list_messages(s, kCampaign, {}, cursor, 7);
        if (!page) return page.error();
        for (const auto& m : page->messages) ++out[m.state];
        cursor = page->next;
      } while (!cursor.empty());
      return {};
    });
    return out;
  }
  std::map<MessageState, std::int64_t> counted() {
    std::map<MessageState, std::int64_t> out;
    write([&](Session& s) -> Status {
      const auto counters = read_counters(s, kCampaign);
      if (!counters) return counters.error();
      for (const auto& c : *counters) {
        if (c.n != 0) out[c.state] += c.n;
      }
      return {};
    });
    return out;
  }

  SqliteStore store_;
};

TEST_F(Ledger, queues_the_audience_once_however_often_it_is_taken) {
  launch(20);
  write([](Session& s) -> Status {
    const auto again = snapshot(s);
    if (!again) return again.error();
    EXPECT_EQ(*again, 0U);
    return {};
  });
  EXPECT_EQ(states(), (std::map<MessageState, std::int64_t>{{MessageState::kQueued, 10}}));
}

TEST_F(Ledger, hands_out_every_message_in_exactly_one_chunk) {
  launch(50);
  std::vector<Id> all;
  for (int turn = 0;; ++turn) {
    const auto chunk = claim(4, turn % 2 == 0 ? kMine : kTheirs);
    if (chunk.empty()) break;
    EXPECT_TRUE(std::is_sorted(chunk.begin(), chunk.end()));
    all.insert(all.end(), chunk.begin(), chunk.end());
  }
  std::vector<Id> expected;
  for (Id id = 2; id <= 50; id += 2) expected.push_back(id);
  EXPECT_EQ(all, expected);
  EXPECT_EQ(states(), counted());
  EXPECT_EQ(counted(), (std::map<MessageState, std::int64_t>{{MessageState::kSending, 25}}));
}

TEST_F(Ledger, claims_nothing_of_a_campaign_that_is_not_running) {
  launch(4);
  auto paused = campaign(CampaignState::kPaused);
  write([&](Session& s) { return update_campaign(s, paused, CampaignState::kRunning); });
  const Status done = store_.database().write([](Session& s) -> Status {
    const auto claimed = claim_chunk(s, kCampaign, 2, kMine, 20);
    return claimed ? Status{} : claimed.error();
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().status, CRL_E_STATE);
}

TEST_F(Ledger, moves_only_messages_that_are_in_the_state_they_should_leave) {
  launch(2'600);  // more than one statement's worth of ids
  std::vector<Id> sent;
  for (const Id id : claim(1'300, kMine)) {
    if (id % 3 == 0) sent.push_back(id);
  }
  const auto move = [&] {
    std::uint64_t n = 0;
    write([&](Session& s) -> Status {
      const auto moved =
          move_messages(s, {kCampaign, 0, sent}, MessageState::kSending, {MessageState::kSent, 0, 1, 30});
      if (!moved) return moved.error();
      n = *moved;
      return {};
    });
    return n;
  };
  EXPECT_EQ(move(), sent.size());
  EXPECT_EQ(move(), 0U) << "a repeated report moves nothing, so it counts nothing";
  const auto n = static_cast<std::int64_t>(sent.size());
  EXPECT_EQ(states(), (std::map<MessageState, std::int64_t>{{MessageState::kSending, 1'300 - n},
                                                            {MessageState::kSent, n}}));
}

TEST_F(Ledger, lets_a_host_adopt_only_chunks_whose_lease_ran_out_or_that_it_forgot) {
  launch(12);
  claim(2, kMine);
  claim(2, kTheirs);
  std::vector<Id> known;  // to the third
  const auto adopt = [&](const Lease& lease, std::int64_t now) {
    std::size_t n = 0;
    write([&](Session& s) -> Status {
      const auto adopted = adopt_chunks(
          s, kCampaign, lease, [&](const Chunk& chunk) { return chunk.lease_until < now; }, known);
      if (!adopted) return adopted.error();
      n = adopted->size();
      for (const Chunk& chunk : *adopted) known.push_back(chunk.first);
      return {};
    });
    return n;
  };
  const Lease third{.owner = 3, .until_us = 9'000};
  EXPECT_EQ(adopt(third, 900), 0U);
  EXPECT_EQ(adopt(third, 2'000), 1U) << "mine ran out at 1000";
  EXPECT_EQ(adopt(third, 2'000), 0U);
  write([&](Session& s) -> Status {
    const auto held = renew_leases(s, {.owner = 2, .until_us = 8'000});
    if (!held) return held.error();
    EXPECT_EQ(*held, 1U);
    return {};
  });
  EXPECT_EQ(adopt(third, 6'000), 0U) << "theirs was renewed in time";
  EXPECT_EQ(adopt(third, 8'001), 1U);
  EXPECT_EQ(adopt(third, 8'001), 0U);
  known.pop_back();
  EXPECT_EQ(adopt(third, 8'001), 1U) << "as after a commit whose answer was lost";
}

TEST_F(Ledger, completes_a_campaign_with_failures_when_messages_failed) {
  launch(4);
  write([](Session& s) -> Status {
    CounterChanges changes;
    changes.move(kCampaign, MessageState::kQueued, MessageState::kFailed, 5, 1);
    changes.move(kCampaign, MessageState::kQueued, MessageState::kSent, 0, 1);
    if (auto done = apply(s, changes); !done) return done;
    const auto left = count_unsettled(s, kCampaign);
    if (!left) return left.error();
    EXPECT_EQ(*left, 0);
    return complete_campaign(s, kCampaign, 99);
  });
  write([](Session& s) -> Status {
    const auto found = get_campaign(s, kCampaign);
    if (!found) return found.error();
    EXPECT_EQ((*found)->state, CampaignState::kCompletedWithFailures);
    EXPECT_EQ((*found)->finished_at, 99);
    return {};
  });
}

TEST_F(Ledger, changes_a_campaign_only_from_the_state_it_was_read_in) {
  write([](Session& s) { return insert_campaign(s, campaign(CampaignState::kDraft)); });
  const auto attempt = [&] {
    return store_.database().write([](Session& s) {
      return update_campaign(s, campaign(CampaignState::kRunning), CampaignState::kDraft);
    });
  };
  EXPECT_TRUE(succeeded(attempt()));
  const Status second = attempt();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().status, CRL_E_STATE);
}

TEST_F(Ledger, keeps_the_first_text_of_a_reason) {
  for (const auto* text : {"no consent", "something else"}) {
    const std::vector<ReasonText> reasons{{5, text}};
    write([&](Session& s) { return put_reasons(s, reasons); });
  }
  write([](Session& s) -> Status {
    const auto known = get_reason(s, 5);
    const auto unknown = get_reason(s, 6);
    EXPECT_TRUE(succeeded(known) && succeeded(unknown));
    EXPECT_EQ(*known, "no consent");
    EXPECT_EQ(*unknown, "");
    return {};
  });
}

TEST(Segments, refuse_a_change_of_a_version_that_is_no_longer_the_stored_one) {
  SqliteStore store;
  Segment segment;
  segment.id = 3;
  segment.name = "Big spenders";
  segment.rule = R"({"field":"total_spend"})";
  segment.tags = {"money"};
  ASSERT_TRUE(succeeded(store.database().write([&](Session& s) { return insert_segment(s, segment); })));
  Segment next = segment;
  next.version = 2;
  next.rule = "{}";
  const auto attempt = [&] {
    return store.database().write([&](Session& s) { return update_segment(s, next, 1); });
  };
  EXPECT_TRUE(succeeded(attempt()));
  const Status second = attempt();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().status, CRL_E_CONFLICT);
  ASSERT_TRUE(succeeded(store.database().read([](Session& s) -> Status {
    const auto found = get_segment(s, 3);
    if (!found) return found.error();
    EXPECT_EQ((*found)->version, 2);
    EXPECT_EQ((*found)->rule, "{}");
    EXPECT_EQ((*found)->tags, std::vector<std::string>{"money"});
    return {};
  })));
}

// What a recorder does with messages of a claimed chunk that wait for `due`.
Status defer_all(Session& s, const std::vector<Id>& customers, std::int64_t due) {
  const auto moved = move_message_range(s, kCampaign, customers.front(), customers.back(),
                                        MessageState::kSending, {MessageState::kQueued, 0, 0, 30});
  if (!moved) return moved.error();
  CounterChanges changes;
  changes.move(kCampaign, MessageState::kSending, MessageState::kQueued, 0,
               static_cast<std::int64_t>(*moved));
  if (auto done = apply(s, changes); !done) return done;
  const Deferral later{kCampaign, due, customers.front(), customers.back()};
  if (auto done = put_deferrals(s, {&later, 1}); !done) return done;
  return finish_chunk(s, kCampaign, customers.front());
}

Result<std::vector<Id>> due(Session& s, std::size_t n, std::int64_t now) {
  return claim_due(s, kCampaign, n, kMine, now);
}

TEST_F(Ledger, deferred_messages_are_claimed_again_when_they_are_due_piece_by_piece) {
  launch(20);
  const auto first = claim(10, kMine);
  write([&](Session& s) { return defer_all(s, first, 1'000); });
  EXPECT_EQ(states(), (std::map<MessageState, std::int64_t>{{MessageState::kQueued, 10}}));
  EXPECT_TRUE(claim(10, kMine).empty()) << "they are behind the cursor";
  std::vector<Id> again;
  write([&](Session& s) -> Status {
    EXPECT_EQ(next_deferral(s, kCampaign).value(), 1'000);
    EXPECT_TRUE(due(s, 10, 999)->empty());
    for (const std::size_t expected : {4U, 4U, 2U, 0U}) {
      const auto piece = due(s, 4, 1'000);
      if (!piece) return piece.error();
      EXPECT_EQ(piece->size(), expected);
      again.insert(again.end(), piece->begin(), piece->end());
    }
    EXPECT_EQ(next_deferral(s, kCampaign).value(), std::nullopt);
    return {};
  });
  EXPECT_EQ(again, first);
}

TEST_F(Ledger, deferred_messages_wait_while_somebody_works_among_their_customers) {
  launch(20);
  const auto first = claim(5, kMine);
  write([&](Session& s) { return defer_all(s, first, 1'000); });
  const auto second = claim(5, kTheirs);
  write([&](Session& s) -> Status {  // reaches over into the second chunk
    const Deferral wide{kCampaign, 900, first.front(), second.front()};
    return put_deferrals(s, {&wide, 1});
  });
  write([&](Session& s) -> Status {
    const auto narrow = due(s, 10, 1'000);
    EXPECT_EQ(*narrow, first) << "the wide one is passed over";
    return {};
  });
}

TEST_F(Ledger, a_chunk_stays_while_messages_of_it_are_being_sent) {
  launch(12);
  const auto mine = claim(4, kMine);
  const auto chunks = [&] {
    std::size_t n = 0;
    write([&](Session& s) -> Status {
      const auto adopted = adopt_chunks(s, kCampaign, kTheirs, [](const Chunk&) { return true; }, {});
      if (!adopted) return adopted.error();
      n = adopted->size();
      return {};
    });
    return n;
  };
  write([&](Session& s) { return finish_chunk(s, kCampaign, mine.front()); });
  EXPECT_EQ(chunks(), 1U);
  write([&](Session& s) -> Status {
    const auto moved = move_message_range(s, kCampaign, mine.front(), mine.back(), MessageState::kSending,
                                          {MessageState::kSent, 0, 1, 30});
    return moved ? Status{} : moved.error();
  });
  write([&](Session& s) { return finish_chunk(s, kCampaign, mine.front()); });
  EXPECT_EQ(chunks(), 0U);
}

TEST_F(Ledger, tallies_count_every_step_that_a_message_reached_once) {
  write([&](Session& s) -> Status {
    TallyChanges changes;
    changes.move({kCampaign, 0, 5}, MessageState::kSending, MessageState::kSent, 10);
    changes.move({kCampaign, 0, 5}, MessageState::kSent, MessageState::kOpened, 4);
    changes.move({kCampaign, 0, 6}, MessageState::kSending, MessageState::kClicked, 1);
    changes.move({kCampaign, 1, 6}, MessageState::kSent, MessageState::kBounced, 2);
    changes.move({kCampaign, 1, 6}, MessageState::kSending, MessageState::kQueued, 9);
    return apply(s, changes);
  });
  write([&](Session& s) -> Status {
    TallyChanges more;
    more.move({kCampaign, 0, 5}, MessageState::kDelivered, MessageState::kOpened, 1);
    return apply(s, more);
  });
  std::map<std::tuple<std::int64_t, std::int64_t, MessageState>, std::int64_t> found;
  write([&](Session& s) -> Status {
    const auto rows = read_tallies(s, kCampaign);
    for (const auto& t : *rows) found[{t.variant, t.hour, t.state}] = t.n;
    return {};
  });
  using enum MessageState;
  const decltype(found) expected{{{0, 5, kSent}, 10},   {{0, 5, kDelivered}, 4}, {{0, 5, kOpened}, 5},
                                 {{0, 6, kSent}, 1},    {{0, 6, kDelivered}, 1}, {{0, 6, kOpened}, 1},
                                 {{0, 6, kClicked}, 1}, {{1, 6, kBounced}, 2}};
  EXPECT_EQ(found, expected);
}

TEST_F(Ledger, vendors_ids_lead_to_their_messages_and_are_made_once) {
  const std::int64_t channel = channel_number("sms");
  EXPECT_NE(channel, channel_number("email"));
  MessageRef ref{"SM1", kCampaign, 12, 0, MessageState::kQueued, 0, 100};
  write([&](Session& s) { return insert_refs(s, channel, {&ref, 1}); });
  const Status twice = store_.database().write([&](Session& s) {
    return insert_refs(s, channel, {&ref, 1});
  });
  EXPECT_EQ(twice.error().status, CRL_E_CONFLICT);
  ref.state = MessageState::kDelivered;
  write([&](Session& s) { return update_ref(s, channel, ref); });
  write([&](Session& s) -> Status {
    const std::vector<std::string_view> asked{"SM1", "SM2"};
    const auto found = find_refs(s, channel, asked);
    EXPECT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().customer_id, 12);
    EXPECT_EQ(found->front().state, MessageState::kDelivered);
    EXPECT_TRUE(find_refs(s, channel_number("email"), asked)->empty());
    EXPECT_EQ(prune_refs(s, 100, 10).value(), 0U);
    EXPECT_EQ(prune_refs(s, 101, 10).value(), 1U);
    return {};
  });
}

}  // namespace
}  // namespace carillon::store
