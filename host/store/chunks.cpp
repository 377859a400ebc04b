#include "store/chunks.h"

#include <algorithm>

#include <carillon/value.hpp>

#include "store/campaigns.h"
#include "store/counters.h"
#include "store/filter.h"
#include "store/messages.h"

namespace carillon::store {

Result<std::vector<Id>> claim_chunk(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                    std::int64_t now_us) {
  const auto found = get_campaign(session, campaign);
  if (!found) return found.error();
  if (!*found || (*found)->state != CampaignState::kRunning) {
    return Error{CRL_E_STATE, "the campaign is not running", 0, {}};
  }
  auto customers = queued_customers(session, campaign, (*found)->dispatched_to, n);
  if (!customers || customers->empty()) return customers;
  const auto moved = move_message_range(session, campaign, customers->front(), customers->back(),
                                        MessageState::kQueued, {MessageState::kSending, 0, 0, now_us});
  if (!moved) return moved.error();
  CounterChanges changes;
  changes.move(campaign, MessageState::kQueued, MessageState::kSending, 0, static_cast<std::int64_t>(*moved));
  if (auto counted = apply(session, changes); !counted) return counted.error();
  const std::vector<crl_value> cells{cell::of_int(campaign), cell::of_int(customers->front()),
                                     cell::of_int(customers->back()), cell::of_int(lease.owner),
                                     cell::time(lease.until_us)};
  Mutation insert;
  insert.collection = "chunks";
  insert.columns = {"campaign_id", "first", "last", "owner", "lease_until"};
  insert.cells = cells;
  if (auto inserted = session.mutate(insert); !inserted) return inserted.error();
  Filter filter;
  filter.equals("id", cell::of_int(campaign)).equals("dispatched_to", cell::of_int((*found)->dispatched_to));
  const crl_value upto = cell::of_int(customers->back());
  Mutation advance;
  advance.verb = CRL_MUT_UPDATE;
  advance.collection = "campaigns";
  advance.columns = {"dispatched_to"};
  advance.cells = {&upto, 1};
  advance.where = filter.expr();
  advance.must_change = true;
  if (auto advanced = session.mutate(advance); !advanced) return advanced.error();
  return customers;
}

Result<std::vector<Chunk>> adopt_chunks(Session& session, Id campaign, const Lease& lease,
                                        std::int64_t now_us, bool void_leases, std::span<const Id> known) {
  const auto is_free = [&](const Chunk& chunk) {
    if (chunk.owner == lease.owner) return std::find(known.begin(), known.end(), chunk.first) == known.end();
    return void_leases || chunk.lease_until < now_us;
  };
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  Query query;
  query.collection = "chunks";
  query.columns = {"first", "last", "owner", "lease_until"};
  query.where = filter.expr();
  std::vector<Chunk> candidates;
  const auto read = session.query(query, [&](Row row) {
    const Chunk chunk{campaign, row[0].v.i, row[1].v.i, row[2].v.i, row[3].v.i};
    if (is_free(chunk)) candidates.push_back(chunk);
    return true;
  });
  if (!read) return read.error();
  std::vector<Chunk> adopted;
  for (const Chunk& chunk : candidates) {
    Filter as_read;  // another host may have been quicker, or its owner has renewed it
    as_read.equals("campaign_id", cell::of_int(campaign)).equals("first", cell::of_int(chunk.first));
    as_read.equals("owner", cell::of_int(chunk.owner)).equals("lease_until", cell::time(chunk.lease_until));
    const std::vector<crl_value> cells{cell::of_int(lease.owner), cell::time(lease.until_us)};
    Mutation m;
    m.verb = CRL_MUT_UPDATE;
    m.collection = "chunks";
    m.columns = {"owner", "lease_until"};
    m.cells = cells;
    m.where = as_read.expr();
    const auto changed = session.mutate(m);
    if (!changed) return changed.error();
    if (*changed == 1) adopted.push_back(chunk);
  }
  return adopted;
}

Result<std::uint64_t> renew_leases(Session& session, const Lease& lease) {
  Filter filter;
  filter.equals("owner", cell::of_int(lease.owner));
  const crl_value until = cell::time(lease.until_us);
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "chunks";
  m.columns = {"lease_until"};
  m.cells = {&until, 1};
  m.where = filter.expr();
  return session.mutate(m);
}

Status finish_chunk(Session& session, Id campaign, Id first) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).equals("first", cell::of_int(first));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "chunks";
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
