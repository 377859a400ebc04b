#include "store/chunks.h"

#include <algorithm>
#include <optional>

#include <carillon/value.hpp>

#include "store/campaigns.h"
#include "store/counters.h"
#include "store/deferrals.h"
#include "store/filter.h"
#include "store/messages.h"

namespace carillon::store {

namespace {

struct Cursor {
  CampaignState state = CampaignState::kDraft;
  Id dispatched_to = 0;
};

// Not the whole campaign: its content may be large, and a chunk is claimed many times a second. Locked, as it
// is changed at the end: of two that had both read it, one would have to begin again.
Result<Cursor> read_cursor(Session& session, Id campaign) {
  Filter filter;
  filter.equals("id", cell::of_int(campaign));
  Query query;
  query.collection = "campaigns";
  query.columns = {"state", "dispatched_to"};
  query.where = filter.expr();
  query.lock = true;
  Cursor cursor;
  const auto read = session.query(query, [&](Row row) {
    cursor = {static_cast<CampaignState>(row[0].v.i), row[1].v.i};
    return false;
  });
  if (!read) return read.error();
  if (cursor.state != CampaignState::kRunning)
    return Error{CRL_E_STATE, "the campaign is not running", 0, {}};
  return cursor;
}

Result<bool> any(Session& session, Query& query) {
  query.limit = 1;
  bool found = false;
  const auto read = session.query(query, [&](Row) {
    found = true;
    return false;
  });
  if (!read) return read.error();
  return found;
}

Result<bool> is_worked_on(Session& session, Id campaign, Id first, Id last) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign))
      .where(CRL_X_LE, "first", cell::of_int(last))
      .where(CRL_X_GE, "last", cell::of_int(first));
  Query query;
  query.collection = "chunks";
  query.columns = {"first"};
  query.where = filter.expr();
  return any(session, query);
}

Result<bool> is_sending(Session& session, Id campaign, Id first, Id last) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign))
      .where(CRL_X_GE, "customer_id", cell::of_int(first))
      .where(CRL_X_LE, "customer_id", cell::of_int(last))
      .equals("state", cell::of_int(static_cast<std::int64_t>(MessageState::kSending)));
  Query query;
  query.collection = "messages";
  query.columns = {"customer_id"};
  query.where = filter.expr();
  return any(session, query);
}

// `customers`: all that have a queued message between the first and the last of them.
Status claim(Session& session, Id campaign, std::span<const Id> customers, const Lease& lease,
             std::int64_t now_us) {
  const Id first = customers.front(), last = customers.back();
  const auto moved = move_message_range(session, campaign, first, last, MessageState::kQueued,
                                        {MessageState::kSending, 0, 0, now_us});
  if (!moved) return moved.error();
  if (*moved != customers.size()) return Error{CRL_E_CONFLICT, "another host was quicker", 0, {}};
  CounterChanges changes;
  changes.move(campaign, MessageState::kQueued, MessageState::kSending, 0, static_cast<std::int64_t>(*moved));
  if (auto counted = apply(session, changes); !counted) return counted;
  const std::vector<crl_value> cells{cell::of_int(campaign), cell::of_int(first), cell::of_int(last),
                                     cell::of_int(lease.owner), cell::time(lease.until_us)};
  Mutation insert;
  insert.collection = "chunks";
  insert.columns = {"campaign_id", "first", "last", "owner", "lease_until"};
  insert.cells = cells;
  const auto inserted = session.mutate(insert);
  return inserted ? Status{} : inserted.error();
}

}  // namespace

Result<std::vector<Id>> claim_chunk(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                    std::int64_t now_us) {
  const auto cursor = read_cursor(session, campaign);
  if (!cursor) return cursor.error();
  auto customers = queued_customers(session, campaign, cursor->dispatched_to, n);
  if (!customers || customers->empty()) return customers;
  const auto busy = is_worked_on(session, campaign, customers->front(), customers->back());
  if (!busy) return busy.error();
  if (*busy) return Error{CRL_E_CONFLICT, "messages of these customers are being worked on", 0, {}};
  if (auto claimed = claim(session, campaign, *customers, lease, now_us); !claimed) return claimed.error();
  Filter filter;
  filter.equals("id", cell::of_int(campaign)).equals("dispatched_to", cell::of_int(cursor->dispatched_to));
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

Result<std::vector<Id>> claim_due(Session& session, Id campaign, std::size_t n, const Lease& lease,
                                  std::int64_t now_us) {
  constexpr std::size_t kLooks = 16;
  if (const auto cursor = read_cursor(session, campaign); !cursor) return cursor.error();
  const auto due = due_deferrals(session, campaign, now_us, kLooks);
  if (!due) return due.error();
  for (const Deferral& deferral : *due) {
    const auto busy = is_worked_on(session, campaign, deferral.first, deferral.last);
    if (!busy) return busy.error();
    if (*busy) continue;
    auto customers = queued_customers(session, campaign, deferral.first - 1, n, deferral.last);
    if (!customers) return customers;
    if (auto removed = remove_deferral(session, deferral); !removed) return removed.error();
    if (customers->size() == n && customers->back() < deferral.last) {
      Deferral rest = deferral;
      rest.first = customers->back() + 1;
      if (auto put = put_deferrals(session, {&rest, 1}); !put) return put.error();
    }
    if (customers->empty()) continue;
    if (auto claimed = claim(session, campaign, *customers, lease, now_us); !claimed) return claimed.error();
    return customers;
  }
  return std::vector<Id>{};
}

Result<std::vector<Chunk>> adopt_chunks(Session& session, Id campaign, const Lease& lease,
                                        const std::function<bool(const Chunk&)>& is_left,
                                        std::span<const Id> known) {
  const auto is_free = [&](const Chunk& chunk) {
    if (chunk.owner == lease.owner) return std::find(known.begin(), known.end(), chunk.first) == known.end();
    return is_left(chunk);
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
  Query query;
  query.collection = "chunks";
  query.columns = {"last"};
  query.where = filter.expr();
  std::optional<Id> last;
  const auto read = session.query(query, [&](Row row) {
    last = row[0].v.i;
    return false;
  });
  if (!read) return read.error();
  if (!last) return {};
  const auto open = is_sending(session, campaign, first, *last);
  if (!open) return open.error();
  if (*open) return {};
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "chunks";
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
