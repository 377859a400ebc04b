#include "store/count.h"

namespace carillon::store {

Result<std::int64_t> count_rows(Session& session, std::string_view collection, const Expr* where,
                                std::int64_t now_us) {
  Expr count;
  count.over(CRL_X_COUNT, CRL_T_I64, "", {});
  Query query;
  query.collection = collection;
  query.where = where;
  query.outputs = {&count};
  query.now_us = now_us;
  std::int64_t n = 0;
  const auto done = session.query(query, [&](Row row) {
    n = row[0].v.i;
    return false;
  });
  if (!done) return done.error();
  return n;
}

}  // namespace carillon::store
