#include "store/rate_windows.h"

#include <vector>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

Result<RateRow> read_rate(Session& session, std::string_view name) {
  Filter filter;
  filter.equals("name", cell::text(name));
  Query query;
  query.collection = "rate_windows";
  query.columns = {"version", "used"};
  query.where = filter.expr();
  RateRow out;
  const auto done = session.query(query, [&](Row row) {
    out = {row[0].v.i, string_of(row[1])};
    return false;
  });
  if (!done) return done.error();
  return out;
}

Status write_rate(Session& session, std::string_view name, std::int64_t version, std::string_view used) {
  const std::vector<crl_value> cells{cell::text(name), cell::of_int(version + 1),
                                     cell::text(used, CRL_T_BYTES)};
  Filter filter;
  filter.equals("name", cell::text(name)).equals("version", cell::of_int(version));
  Mutation m;
  m.collection = "rate_windows";
  m.columns = {"name", "version", "used"};
  m.cells = cells;
  if (version != 0) {
    m.verb = CRL_MUT_UPDATE;
    m.columns.erase(m.columns.begin());
    m.cells = m.cells.subspan(1);
    m.where = filter.expr();
    m.must_change = true;
  }
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
