#include "store/deferrals.h"

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

namespace {

Result<std::vector<Deferral>> read(Session& session, Id campaign, const Expr* where, std::size_t n) {
  Query query;
  query.collection = "deferrals";
  query.columns = {"due_at", "first", "last"};
  query.where = where;
  query.order = {"due_at", "first"};
  query.limit = n;
  std::vector<Deferral> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back({campaign, row[0].v.i, row[1].v.i, row[2].v.i});
    return true;
  });
  if (!done) return done.error();
  return out;
}

}  // namespace

Status put_deferrals(Session& session, std::span<const Deferral> deferrals) {
  if (deferrals.empty()) return {};
  std::vector<crl_value> cells;
  for (const auto& d : deferrals) {
    cells.insert(cells.end(), {cell::of_int(d.campaign_id), cell::time(d.due_at), cell::of_int(d.first),
                               cell::of_int(d.last)});
  }
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "deferrals";
  m.columns = {"campaign_id", "due_at", "first", "last"};
  m.conflict = {"campaign_id", "due_at", "first"};
  m.merge = {CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_MAX};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::vector<Deferral>> due_deferrals(Session& session, Id campaign, std::int64_t now_us,
                                            std::size_t n) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).where(CRL_X_LE, "due_at", cell::time(now_us));
  return read(session, campaign, filter.expr(), n);
}

Result<std::optional<std::int64_t>> next_deferral(Session& session, Id campaign) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  const auto found = read(session, campaign, filter.expr(), 1);
  if (!found) return found.error();
  if (found->empty()) return std::optional<std::int64_t>{};
  return std::optional{found->front().due_at};
}

Status remove_deferral(Session& session, const Deferral& deferral) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(deferral.campaign_id))
      .equals("due_at", cell::time(deferral.due_at))
      .equals("first", cell::of_int(deferral.first))
      .equals("last", cell::of_int(deferral.last));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "deferrals";
  m.where = filter.expr();
  m.must_change = true;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
