#include "store/suppressions.h"

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",     "subject",     "channel", "address",    "customer_id",
                                             "reason", "campaign_id", "note",    "created_at", "expires_at"};
const std::vector<std::int32_t> kMerge{CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP,
                                       CRL_MERGE_KEEP, CRL_MERGE_MAX,  CRL_MERGE_KEEP, CRL_MERGE_REPLACE,
                                       CRL_MERGE_KEEP, CRL_MERGE_MAX};

// Rows of one statement; bounds the memory of a large batch.
constexpr std::size_t kRowsAtOnce = 2'000;

Suppression read_row(Row row) {
  return {row[0].v.i,        row[1].v.i,        string_of(row[2]),
          string_of(row[3]), row[4].v.i,        static_cast<SuppressionReason>(row[5].v.i),
          row[6].v.i,        string_of(row[7]), row[8].v.i,
          row[9].v.i};
}

Result<std::uint64_t> remove(Session& session, const Expr* where) {
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "suppressions";
  m.where = where;
  return session.mutate(m);
}

}  // namespace

Status put_suppressions(Session& session, std::span<const Suppression> rows) {
  for (std::size_t at = 0; at < rows.size(); at += kRowsAtOnce) {
    std::vector<crl_value> cells;
    for (const auto& s : rows.subspan(at, std::min(kRowsAtOnce, rows.size() - at))) {
      cells.insert(cells.end(),
                   {cell::of_int(s.id), cell::of_int(s.subject), cell::text(s.channel), cell::text(s.address),
                    cell::of_int(s.customer_id), cell::of_int(static_cast<std::int64_t>(s.reason)),
                    cell::of_int(s.campaign_id), cell::text(s.note), cell::time(s.created_at),
                    cell::time(s.expires_at)});
    }
    Mutation m;
    m.verb = CRL_MUT_UPSERT;
    m.collection = "suppressions";
    m.columns = kColumns;
    m.cells = cells;
    m.merge = kMerge;
    m.conflict = {"subject", "channel"};
    if (const auto done = session.mutate(m); !done) return done.error();
  }
  return {};
}

Result<bool> any_suppressions(Session& session) {
  Query query;
  query.collection = "suppressions";
  query.columns = {"id"};
  query.limit = 1;
  bool any = false;
  const auto done = session.query(query, [&](Row) {
    any = true;
    return false;
  });
  if (!done) return done.error();
  return any;
}

Status read_suppressions(Session& session, std::span<const std::int64_t> subjects, std::int64_t now_us,
                         const std::function<void(const Suppression&)>& row) {
  return in_pieces(subjects, [&](std::span<const std::int64_t> piece) -> Status {
    Filter filter;
    filter.in("subject", piece).where(CRL_X_GT, "expires_at", cell::time(now_us));
    Query query;
    query.collection = "suppressions";
    query.columns = kColumns;
    query.where = filter.expr();
    const auto done = session.query(query, [&](Row cells) {
      row(read_row(cells));
      return true;
    });
    return done ? Status{} : done.error();
  });
}

Result<SuppressionPage> list_suppressions(Session& session, const Expr* where, std::string_view cursor,
                                          std::size_t limit) {
  Query query;
  query.collection = "suppressions";
  query.columns = kColumns;
  query.where = where;
  query.order = {"id"};
  query.cursor = cursor;
  query.limit = limit;
  return read_page(session, query, &SuppressionPage::rows, read_row);
}

Result<std::optional<Suppression>> get_suppression(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  auto page = list_suppressions(session, filter.expr(), {}, 1);
  if (!page) return page.error();
  if (page->rows.empty()) return std::optional<Suppression>{};
  return std::optional<Suppression>{std::move(page->rows.front())};
}

Result<std::uint64_t> delete_suppression(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  return remove(session, filter.expr());
}

Result<std::uint64_t> lift_suppressions(Session& session, std::int64_t subject,
                                        std::optional<std::string_view> channel, SuppressionReason most) {
  Filter filter;
  filter.equals("subject", cell::of_int(subject))
      .where(CRL_X_LE, "reason", cell::of_int(static_cast<std::int64_t>(most)));
  if (channel) filter.equals("channel", cell::text(*channel));
  return remove(session, filter.expr());
}

Result<std::uint64_t> note_soft_bounce(Session& session, std::int64_t subject, Id campaign,
                                       std::int64_t now_us, std::int64_t since_us) {
  const std::vector<crl_value> cells{cell::of_int(subject), cell::of_int(campaign), cell::time(now_us)};
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "soft_bounces";
  m.columns = {"subject", "campaign_id", "at"};
  m.cells = cells;
  m.conflict = {"subject", "campaign_id"};
  if (const auto done = session.mutate(m); !done) return done.error();
  Filter filter;
  filter.equals("subject", cell::of_int(subject)).where(CRL_X_GE, "at", cell::time(since_us));
  Query query;
  query.collection = "soft_bounces";
  query.columns = {"campaign_id"};
  query.where = filter.expr();
  std::uint64_t n = 0;
  const auto done = session.query(query, [&](Row) {
    ++n;
    return true;
  });
  if (!done) return done.error();
  return n;
}

}  // namespace carillon::store
