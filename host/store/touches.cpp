#include "store/touches.h"

#include <algorithm>
#include <vector>

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"customer_id", "campaign_id", "step", "channel", "at"};

}  // namespace

Status lock_customers(Session& session, std::span<const Id> customers) {
  return in_pieces(customers, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("id", piece);
    Query query;
    query.collection = "customers";
    query.columns = {"id"};
    query.where = filter.expr();
    query.lock = true;
    const auto done = session.query(query, [](Row) { return true; });
    return done ? Status{} : done.error();
  });
}

Status read_touches(Session& session, std::span<const Id> customers, std::int64_t since_us,
                    const std::function<void(const Touch&)>& row) {
  return in_pieces(customers, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("customer_id", piece).where(CRL_X_GE, "at", cell::time(since_us));
    Query query;
    query.collection = "touches";
    query.columns = kColumns;
    query.where = filter.expr();
    const auto done = session.query(query, [&](Row cells) {
      row({cells[0].v.i, cells[1].v.i, cells[2].v.i, cells[3].v.i, cells[4].v.i});
      return true;
    });
    return done ? Status{} : done.error();
  });
}

Status put_touches(Session& session, std::span<const Touch> touches) {
  if (touches.empty()) return {};
  std::vector<crl_value> cells;
  cells.reserve(touches.size() * kColumns.size());
  for (const auto& t : touches) {
    cells.insert(cells.end(), {cell::of_int(t.customer_id), cell::of_int(t.campaign_id), cell::of_int(t.step),
                               cell::of_int(t.channel), cell::time(t.at)});
  }
  const std::vector<std::int32_t> keep(kColumns.size(), CRL_MERGE_KEEP);
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "touches";
  m.columns = kColumns;
  m.cells = cells;
  m.merge = keep;
  m.conflict = {"customer_id", "campaign_id", "step"};
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::uint64_t> prune_touches(Session& session, std::int64_t until_us, std::size_t most) {
  Filter old;
  old.where(CRL_X_LT, "at", cell::time(until_us));
  Query query;
  query.collection = "touches";
  query.columns = {"at"};
  query.where = old.expr();
  query.order = {"at"};
  query.limit = most;
  std::int64_t last = 0;
  std::uint64_t found = 0;
  const auto read = session.query(query, [&](Row row) {
    last = row[0].v.i;
    ++found;
    return true;
  });
  if (!read) return read.error();
  if (found == 0) return std::uint64_t{0};
  Filter these;
  these.where(CRL_X_LE, "at", cell::time(last));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "touches";
  m.where = these.expr();
  return session.mutate(m);
}

}  // namespace carillon::store
