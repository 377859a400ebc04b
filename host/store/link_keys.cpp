#include "store/link_keys.h"

#include <carillon/value.hpp>

#include "store/cells.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id", "secret", "created_at"};

}  // namespace

Result<std::vector<LinkKey>> list_link_keys(Session& session) {
  Query query;
  query.collection = "link_keys";
  query.columns = kColumns;
  query.order = {"id"};
  query.descending = {true};
  std::vector<LinkKey> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back({row[0].v.i, string_of(row[1]), row[2].v.i});
    return true;
  });
  if (!done) return done.error();
  return out;
}

Status insert_link_key(Session& session, const LinkKey& key) {
  const std::vector<crl_value> cells{cell::of_int(key.id), cell::text(key.secret),
                                     cell::time(key.created_at)};
  Mutation m;
  m.collection = "link_keys";
  m.columns = kColumns;
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
