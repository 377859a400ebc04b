#include "store/customer_totals.h"

#include <algorithm>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{
    "id",          "external_id",     "created_at",     "updated_at",   "total_spend",
    "order_count", "avg_order_value", "first_order_at", "last_order_at"};

// Rows of one statement; bounds the memory of a large batch.
constexpr std::size_t kRowsAtOnce = 5'000;

Status read_into(Session& session, Filter& filter, bool lock, std::vector<CustomerTotals>& out) {
  Query query;
  query.collection = "customers";
  query.columns = kColumns;
  query.where = filter.expr();
  query.lock = lock;
  const auto done = session.query(query, [&](Row row) {
    CustomerTotals& c = out.emplace_back();
    c.id = row[0].v.i;
    c.external_id = string_of(row[1]);
    c.created_at = row[2].v.i;
    c.updated_at = row[3].v.i;
    c.total_spend = {cell::as_int(row[4])};
    c.order_count = cell::as_int(row[5]);
    if (row[6].is_null == 0) c.avg_order_value = Decimal{row[6].v.i};
    c.first_order_at = time_of(row[7]);
    c.last_order_at = time_of(row[8]);
    return true;
  });
  return done ? Status{} : done.error();
}

}  // namespace

Result<std::vector<CustomerTotals>> totals_by_external_id(Session& session,
                                                          std::span<const std::string_view> external_ids,
                                                          bool lock) {
  std::vector<CustomerTotals> out;
  const Status done = in_pieces(external_ids, [&](std::span<const std::string_view> piece) {
    Filter filter;
    filter.in_texts("external_id", piece);
    return read_into(session, filter, lock, out);
  });
  if (!done) return done.error();
  return out;
}

Result<std::vector<CustomerTotals>> totals_by_id(Session& session, std::span<const Id> ids, bool lock) {
  std::vector<CustomerTotals> out;
  const Status done = in_pieces(ids, [&](std::span<const Id> piece) {
    Filter filter;
    filter.in("id", piece);
    return read_into(session, filter, lock, out);
  });
  if (!done) return done.error();
  return out;
}

Status replace_totals(Session& session, std::span<const CustomerTotals> customers) {
  for (std::size_t at = 0; at < customers.size(); at += kRowsAtOnce) {
    const auto piece = customers.subspan(at, std::min(kRowsAtOnce, customers.size() - at));
    std::vector<crl_value> cells;
    cells.reserve(piece.size() * kColumns.size());
    for (const CustomerTotals& c : piece) {
      cells.insert(cells.end(),
                   {cell::of_int(c.id), cell::text(c.external_id), cell::time(c.created_at),
                    cell::time(c.updated_at), cell::decimal(c.total_spend), cell::of_int(c.order_count),
                    c.avg_order_value ? cell::decimal(*c.avg_order_value) : cell::null(CRL_T_DECIMAL),
                    time_cell(c.first_order_at), time_cell(c.last_order_at)});
    }
    Mutation m;
    m.verb = CRL_MUT_UPSERT;
    m.collection = "customers";
    m.columns = kColumns;
    m.merge.assign(kColumns.size(), CRL_MERGE_REPLACE);
    m.merge[0] = m.merge[1] = m.merge[2] = CRL_MERGE_KEEP;
    m.conflict = {"id"};
    m.cells = cells;
    if (const auto done = session.mutate(m); !done) return done.error();
  }
  return {};
}

}  // namespace carillon::store
