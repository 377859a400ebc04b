#include "store/reasons.h"

#include <vector>

#include <carillon/value.hpp>

#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

Status put_reasons(Session& session, std::span<const ReasonText> reasons) {
  if (reasons.empty()) return {};
  std::vector<crl_value> cells;
  for (const auto& [id, text] : reasons) {
    cells.push_back(cell::of_int(id));
    cells.push_back(cell::text(text));
  }
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "reasons";
  m.columns = {"id", "text"};
  m.conflict = {"id"};
  m.merge = {CRL_MERGE_KEEP, CRL_MERGE_KEEP};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::string> get_reason(Session& session, std::int64_t id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "reasons";
  query.columns = {"text"};
  query.where = filter.expr();
  const auto found = read_one(session, query, [](Row row) { return std::string(cell::as_text(row[0])); });
  if (!found) return found.error();
  return found->value_or(std::string());
}

}  // namespace carillon::store
