#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

#include "base/ids.h"
#include "store/count.h"
#include "upkeep/check.h"

namespace carillon::upkeep {

namespace {

struct Belonging {
  std::string_view collection;
  std::string_view owner;  // a relation of the collection
  std::string_view key;    // the field that names the owner
  bool removable;          // its rows mean nothing without the owner
};

constexpr std::array kBelongings{
    Belonging{"orders", "customer", "customer_id", false},
    Belonging{"order_items", "order", "order_id", true},
    Belonging{"segment_versions", "segment", "segment_id", true},
    Belonging{"messages", "campaign", "campaign_id", true},
    Belonging{"chunks", "campaign", "campaign_id", true},
    Belonging{"counters", "campaign", "campaign_id", true},
    Belonging{"campaign_events", "campaign", "campaign_id", true},
    Belonging{"direct_messages", "campaign", "campaign_id", true},
};

Expr without(std::string_view owner) {
  Expr out;
  const Expr::Id any = out.node(CRL_X_AND, CRL_T_BOOL, {});
  const Expr::Id there = out.over(CRL_X_EXISTS, CRL_T_BOOL, owner, {any});
  out.node(CRL_X_NOT, CRL_T_BOOL, {there});
  return out;
}

Status remove(store::Database& database, const Belonging& belonging, const Expr& where) {
  return database.write([&](store::Session& session) -> Status {
    store::Mutation m;
    m.verb = CRL_MUT_DELETE;
    m.collection = belonging.collection;
    m.where = &where;
    const auto done = session.mutate(m);
    return done ? Status{} : done.error();
  });
}

Status check(store::Database& database, const Belonging& belonging, const Options& options) {
  const Expr where = without(belonging.owner);
  std::int64_t orphans = 0, all = 0, example = 0;
  const Status read = database.read([&](store::Session& session) -> Status {
    const auto counted = store::count_rows(session, belonging.collection, &where, 0);
    if (!counted) return counted.error();
    orphans = *counted;
    const auto total = store::count_rows(session, belonging.collection, nullptr, 0);
    if (!total) return total.error();
    all = *total;
    if (orphans == 0) return {};
    store::Query query;
    query.collection = belonging.collection;
    query.columns = {belonging.key};
    query.where = &where;
    query.limit = 1;
    const auto first = session.query(query, [&](store::Row row) {
      example = cell::as_int(row[0]);
      return true;
    });
    return first ? Status{} : first.error();
  });
  if (!read) return read;
  options.on_progress(static_cast<std::uint64_t>(all));
  if (orphans == 0) return {};
  const bool mend = options.repair && belonging.removable;
  if (mend) {
    if (Status done = remove(database, belonging, where); !done) return done;
  }
  options.on_finding({std::string(belonging.collection) + " has rows that belong to no " +
                          std::string(belonging.owner) + ": " + std::to_string(orphans) +
                          ", such as those of " + std::string(belonging.key) + " " + id_text(example),
                      mend, !belonging.removable});
  return {};
}

}  // namespace

Status check_orphans(store::Database& database, const Options& options) {
  for (const Belonging& belonging : kBelongings) {
    if (Status done = check(database, belonging, options); !done) return done;
  }
  return {};
}

}  // namespace carillon::upkeep
