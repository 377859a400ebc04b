#include "store/consents.h"

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",     "customer_id", "kind", "granted",
                                             "source", "evidence",    "at"};

}  // namespace

Status insert_consent(Session& session, const Consent& c) {
  const std::vector<crl_value> cells{
      cell::of_int(c.id),   cell::of_int(c.customer_id), cell::text(c.kind), cell::boolean(c.granted),
      cell::text(c.source), cell::text(c.evidence),      cell::time(c.at)};
  Mutation m;
  m.verb = CRL_MUT_UPSERT;  // a repeated transaction finds its own row
  m.collection = "consents";
  m.columns = kColumns;
  m.cells = cells;
  m.conflict = {"id"};
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::vector<Consent>> list_consents(Session& session, Id customer, std::size_t limit) {
  Filter filter;
  filter.equals("customer_id", cell::of_int(customer));
  Query query;
  query.collection = "consents";
  query.columns = kColumns;
  query.where = filter.expr();
  query.order = {"id"};
  query.descending = {true};
  query.limit = limit;
  std::vector<Consent> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back({row[0].v.i, row[1].v.i, string_of(row[2]), row[3].v.i != 0, string_of(row[4]),
                   string_of(row[5]), row[6].v.i});
    return true;
  });
  if (!done) return done.error();
  return out;
}

}  // namespace carillon::store
