// A small collection of customers, and the calls that most tests of storages make.
#pragma once

#include "storage/spec.h"
#include "storage/store.h"

namespace carillon::conformance {

inline CollectionSpec customers() {
  return {.name = "customers",
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                     {"external_id", CRL_T_TEXT, CRL_FIELD_REQUIRED, 64},
                     {"city", CRL_T_TEXT, CRL_FIELD_FOLDED, 100},
                     {"spend", CRL_T_DECIMAL}},
          .indexes = {{{"external_id"}, true}, {{"city"}, false}, {{"spend"}, false}}};
}

inline Row customer(std::int64_t id, const std::string& city, std::int64_t spend) {
  const std::string external = "c" + std::to_string(id);
  return {OwnedCell(cell::of_int(id)), OwnedCell(cell::text(external)), OwnedCell(cell::text(city)),
          OwnedCell(cell::decimal({spend}))};
}

inline MutationSpec insert(std::vector<Row> rows) {
  return {
      .collection = "customers", .columns = {"id", "external_id", "city", "spend"}, .rows = std::move(rows)};
}

inline QuerySpec everyone() { return {.collection = "customers", .columns = {"id"}}; }

inline std::int64_t count(SessionHandle& s) {
  auto q = everyone();
  const auto rows = s.query(q.raw());
  return rows ? static_cast<std::int64_t>(rows->rows.size()) : -1;
}

}  // namespace carillon::conformance
