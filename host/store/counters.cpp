#include "store/counters.h"

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

Status apply(Session& session, const CounterChanges& changes) {
  std::vector<crl_value> cells;
  for (const auto& [key, n] : changes.changes_) {
    if (n == 0) continue;
    const auto& [campaign, state, reason] = key;
    cells.insert(cells.end(), {cell::of_int(campaign), cell::of_int(static_cast<std::int64_t>(state)),
                               cell::of_int(reason), cell::of_int(n)});
  }
  if (cells.empty()) return {};
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "counters";
  m.columns = {"campaign_id", "state", "reason", "n"};
  m.conflict = {"campaign_id", "state", "reason"};
  m.merge = {CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_ADD};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::vector<Counter>> read_counters(Session& session, Id campaign) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  Query query;
  query.collection = "counters";
  query.columns = {"state", "reason", "n"};
  query.where = filter.expr();
  std::vector<Counter> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back({campaign, static_cast<MessageState>(row[0].v.i), row[1].v.i, row[2].v.i});
    return true;
  });
  if (!done) return done.error();
  return out;
}

Result<std::vector<Counter>> read_counters(Session& session, std::span<const Id> campaigns) {
  std::vector<Counter> out;
  const Status done = in_pieces(campaigns, [&](std::span<const Id> ids) -> Status {
    Filter filter;
    filter.in("campaign_id", ids);
    Query query;
    query.collection = "counters";
    query.columns = {"campaign_id", "state", "reason", "n"};
    query.where = filter.expr();
    const auto read = session.query(query, [&](Row row) {
      out.push_back({row[0].v.i, static_cast<MessageState>(row[1].v.i), row[2].v.i, row[3].v.i});
      return true;
    });
    return read ? Status{} : Status(read.error());
  });
  if (!done) return done.error();
  return out;
}

Result<std::int64_t> count_unsettled(Session& session, Id campaign) {
  const auto counters = read_counters(session, campaign);
  if (!counters) return counters.error();
  std::int64_t n = 0;
  for (const auto& c : *counters) {
    if (c.state == MessageState::kQueued || c.state == MessageState::kSending) n += c.n;
  }
  return n;
}

}  // namespace carillon::store
