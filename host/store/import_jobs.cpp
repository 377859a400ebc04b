#include "store/import_jobs.h"

#include <algorithm>
#include <array>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{
    "id",         "place",      "state",      "reason",     "spec",     "file_bytes", "file_changed_at",
    "row_count",  "created",    "updated",    "unchanged",  "rejected", "bytes_read", "report_bytes",
    "created_at", "updated_at", "started_at", "finished_at"};

ImportJob read_job(Row row) {
  ImportJob job;
  job.id = row[0].v.i;
  job.place = row[1].v.i;
  job.state = static_cast<ImportState>(row[2].v.i);
  job.reason = string_of(row[3]);
  job.spec = string_of(row[4]);
  job.file_bytes = row[5].v.i;
  job.file_changed_at = row[6].v.i;
  job.progress = {row[7].v.i, row[8].v.i, row[9].v.i, row[10].v.i, row[11].v.i, row[12].v.i, row[13].v.i};
  job.created_at = row[14].v.i;
  job.updated_at = row[15].v.i;
  job.started_at = time_of(row[16]);
  job.finished_at = time_of(row[17]);
  return job;
}

Result<std::string> read_into(Session& session, Query& query, std::vector<ImportJob>& out) {
  query.collection = "imports";
  query.columns = kColumns;
  return session.query(query, [&](Row row) {
    out.push_back(read_job(row));
    return true;
  });
}

std::vector<crl_value> cells_of(std::span<const ImportState> states) {
  std::vector<crl_value> out;
  for (const auto state : states) out.push_back(cell::of_int(static_cast<std::int64_t>(state)));
  return out;
}

constexpr std::array kOver{ImportState::kCompleted, ImportState::kCancelled, ImportState::kFailed};

bool is_over(ImportState state) { return std::ranges::find(kOver, state) != kOver.end(); }

Status update(Session& session, Mutation& m, Filter& filter) {
  m.verb = CRL_MUT_UPDATE;
  m.collection = "imports";
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace

Status insert_import(Session& session, const ImportJob& job) {
  const ImportProgress& p = job.progress;
  const std::vector<crl_value> cells{cell::of_int(job.id),
                                     cell::of_int(job.place),
                                     cell::of_int(static_cast<std::int64_t>(job.state)),
                                     cell::text(job.reason),
                                     json_cell(job.spec),
                                     cell::of_int(job.file_bytes),
                                     cell::of_int(job.file_changed_at),
                                     cell::of_int(p.rows),
                                     cell::of_int(p.created),
                                     cell::of_int(p.updated),
                                     cell::of_int(p.unchanged),
                                     cell::of_int(p.rejected),
                                     cell::of_int(p.bytes_read),
                                     cell::of_int(p.report_bytes),
                                     cell::time(job.created_at),
                                     cell::time(job.updated_at),
                                     time_cell(job.started_at),
                                     time_cell(job.finished_at)};
  Mutation m;
  m.collection = "imports";
  m.columns = kColumns;
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::optional<ImportJob>> get_import(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.where = filter.expr();
  std::vector<ImportJob> found;
  if (const auto done = read_into(session, query, found); !done) return done.error();
  return found.empty() ? std::optional<ImportJob>{} : std::optional<ImportJob>{std::move(found.front())};
}

Result<ImportPage> list_imports(Session& session, std::string_view cursor, std::size_t limit) {
  Query query;
  query.order = {"id"};
  query.descending = {true};
  query.cursor = cursor;
  query.limit = limit;
  ImportPage page;
  auto next = read_into(session, query, page.jobs);
  if (!next) return next.error();
  page.next = *std::move(next);
  return page;
}

Result<std::vector<ImportJob>> imports_of(Session& session, std::int64_t place,
                                          std::span<const ImportState> states) {
  const auto values = cells_of(states);
  Filter filter;
  filter.equals("place", cell::of_int(place)).in("state", values);
  Query query;
  query.where = filter.expr();
  query.order = {"id"};
  std::vector<ImportJob> out;
  if (const auto done = read_into(session, query, out); !done) return done.error();
  return out;
}

Status save_progress(Session& session, Id id, const ImportProgress& p, std::int64_t now_us) {
  const std::vector<crl_value> cells{cell::of_int(p.rows),         cell::of_int(p.created),
                                     cell::of_int(p.updated),      cell::of_int(p.unchanged),
                                     cell::of_int(p.rejected),     cell::of_int(p.bytes_read),
                                     cell::of_int(p.report_bytes), cell::time(now_us)};
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Mutation m;
  m.columns = {"row_count", "created",    "updated",      "unchanged",
               "rejected",  "bytes_read", "report_bytes", "updated_at"};
  m.cells = cells;
  return update(session, m, filter);
}

Status drop_import(Session& session, Id id) {
  const auto over = cells_of(kOver);
  Filter filter;
  filter.equals("id", cell::of_int(id)).in("state", over);
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "imports";
  m.where = filter.expr();
  m.must_change = true;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Status move_import(Session& session, Id id, std::span<const ImportState> from, ImportState to,
                   std::string_view reason, std::int64_t now_us) {
  std::vector<crl_value> cells{cell::of_int(static_cast<std::int64_t>(to)), cell::text(reason),
                               cell::time(now_us)};
  Mutation m;
  m.columns = {"state", "reason", "updated_at"};
  if (to == ImportState::kRunning) {
    m.columns.emplace_back("started_at");
    cells.push_back(cell::time(now_us));
  } else if (is_over(to)) {
    m.columns.emplace_back("finished_at");
    cells.push_back(cell::time(now_us));
  }
  const auto states = cells_of(from);
  Filter filter;
  filter.equals("id", cell::of_int(id)).in("state", states);
  m.cells = cells;
  m.must_change = true;
  return update(session, m, filter);
}

}  // namespace carillon::store
