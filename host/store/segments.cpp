#include "store/segments.h"

#include <deque>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/count.h"
#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",   "name",       "description", "rule",       "version",
                                             "tags", "created_at", "updated_at",  "archived_at"};

std::vector<crl_value> cells_of(const Segment& s, std::deque<std::string>& kept) {
  return {cell::of_int(s.id),       cell::text(s.name),       cell::text(s.description),
          json_cell(s.rule),        cell::of_int(s.version),  set_cell(s.tags, kept),
          cell::time(s.created_at), cell::time(s.updated_at), time_cell(s.archived_at)};
}

Segment read_segment(Row row) {
  Segment s;
  s.id = row[0].v.i;
  s.name = string_of(row[1]);
  s.description = string_of(row[2]);
  s.rule = string_of(row[3]);
  s.version = row[4].v.i;
  s.tags = set_of(row[5]);
  s.created_at = row[6].v.i;
  s.updated_at = row[7].v.i;
  s.archived_at = time_of(row[8]);
  return s;
}

Status keep_version(Session& session, const Segment& s) {
  const std::vector<crl_value> cells{cell::of_int(s.id), cell::of_int(s.version), json_cell(s.rule),
                                     cell::time(s.updated_at)};
  return insert_row(session, "segment_versions", {"segment_id", "version", "rule", "created_at"}, cells);
}

const std::vector<std::string_view> kVersionColumns{"version", "rule", "created_at"};

SegmentVersion read_version(Id segment, Row row) {
  return {segment, row[0].v.i, string_of(row[1]), row[2].v.i};
}

// What a filter selects; borrows its texts.
Expr selected(const SegmentFilter& filter) {
  Expr out;
  std::vector<Expr::Id> parts;
  if (!filter.name.empty()) parts.push_back(out.compare(CRL_X_CONTAINS_CI, "name", cell::text(filter.name)));
  if (!filter.tag.empty()) parts.push_back(has_tag(out, filter.tag));
  if (filter.archived != Archived::kAny)
    parts.push_back(is_archived(out, filter.archived == Archived::kOnly));
  if (!parts.empty()) out.all_of(parts);
  return out;
}

}  // namespace

Status insert_segment(Session& session, const Segment& segment) {
  std::deque<std::string> kept;
  const auto cells = cells_of(segment, kept);
  if (auto done = insert_row(session, "segments", kColumns, cells); !done) return done;
  return keep_version(session, segment);
}

Result<std::optional<Segment>> get_segment(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "segments";
  query.columns = kColumns;
  query.where = filter.expr();
  return read_one(session, query, read_segment);
}

Result<SegmentPage> list_segments(Session& session, const SegmentFilter& filter, std::string_view cursor,
                                  std::size_t limit) {
  const Expr where = selected(filter);
  Query query;
  query.collection = "segments";
  query.columns = kColumns;
  if (!where.empty()) query.where = &where;
  page_backward(query, "id", cursor, limit);
  return read_page(session, query, &SegmentPage::segments, read_segment);
}

Result<std::int64_t> count_segments(Session& session, const SegmentFilter& filter) {
  const Expr where = selected(filter);
  return count_rows(session, "segments", where.empty() ? nullptr : &where);
}

Status update_segment(Session& session, const Segment& segment, std::int64_t expected) {
  std::deque<std::string> kept;
  auto cells = cells_of(segment, kept);
  cells.erase(cells.begin());
  Filter filter;
  filter.equals("id", cell::of_int(segment.id)).equals("version", cell::of_int(expected));
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "segments";
  m.columns.assign(kColumns.begin() + 1, kColumns.end());
  if (segment.version != expected) {
    m.columns.push_back("size_due_at");
    cells.push_back(cell::null(CRL_T_TIME));
  }
  m.cells = cells;
  m.where = filter.expr();
  m.must_change = true;
  if (const auto done = session.mutate(m); !done) return done.error();
  return segment.version == expected ? Status{} : keep_version(session, segment);
}

Result<std::optional<SegmentVersion>> get_segment_version(Session& session, Id segment,
                                                          std::int64_t version) {
  Filter filter;
  filter.equals("segment_id", cell::of_int(segment)).equals("version", cell::of_int(version));
  Query query;
  query.collection = "segment_versions";
  query.columns = kVersionColumns;
  query.where = filter.expr();
  return read_one(session, query, [segment](Row row) { return read_version(segment, row); });
}

Result<SegmentVersionPage> list_segment_versions(Session& session, Id segment, std::string_view cursor,
                                                 std::size_t limit) {
  Filter filter;
  filter.equals("segment_id", cell::of_int(segment));
  Query query;
  query.collection = "segment_versions";
  query.columns = kVersionColumns;
  query.where = filter.expr();
  page_backward(query, "version", cursor, limit);
  return read_page(session, query, &SegmentVersionPage::versions,
                   [segment](Row row) { return read_version(segment, row); });
}

Status put_segment_size(Session& session, const SegmentSize& size) {
  const std::vector<crl_value> cells{cell::of_int(size.segment_id), cell::of_int(size.at),
                                     cell::of_int(size.version), cell::of_int(size.count)};
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "segment_sizes";
  m.columns = {"segment_id", "at", "version", "members"};
  m.conflict = {"segment_id", "at"};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<SegmentSizePage> list_segment_sizes(Session& session, Id segment, Moment since, Moment until,
                                           std::string_view cursor, std::size_t limit) {
  Filter filter;
  filter.equals("segment_id", cell::of_int(segment));
  if (since) filter.where(CRL_X_GE, "at", cell::of_int(*since));
  if (until) filter.where(CRL_X_LT, "at", cell::of_int(*until));
  Query query;
  query.collection = "segment_sizes";
  query.columns = {"at", "version", "members"};
  query.where = filter.expr();
  query.order = {"at"};
  query.cursor = cursor;
  query.limit = limit;
  return read_page(session, query, &SegmentSizePage::sizes, [segment](Row row) {
    return SegmentSize{segment, row[0].v.i, row[1].v.i, row[2].v.i};
  });
}

Result<std::optional<Segment>> claim_due_size(Session& session, std::int64_t now_us,
                                              std::int64_t lease_until) {
  Expr due;
  const Expr::Id present = is_archived(due, false);
  const Expr::Id never = is_missing(due, "size_due_at", CRL_T_TIME);
  const Expr::Id over = due.compare(CRL_X_LE, "size_due_at", cell::time(now_us));
  const Expr::Id either = due.node(CRL_X_OR, CRL_T_BOOL, {never, over});
  due.node(CRL_X_AND, CRL_T_BOOL, {present, either});
  Query query;
  query.collection = "segments";
  query.columns = kColumns;
  query.columns.push_back("size_due_at");
  query.where = &due;
  query.order = {"id"};
  query.limit = 1;
  std::optional<Segment> found;
  Moment was;
  const auto read = session.query(query, [&](Row row) {
    found = read_segment(row);
    was = time_of(row[kColumns.size()]);
    return false;
  });
  if (!read) return read.error();
  if (!found) return found;
  // Over a storage with several writers another host may have been quicker.
  Expr still;
  const Expr::Id same = still.compare(CRL_X_EQ, "id", cell::of_int(found->id));
  const Expr::Id as_read = was ? still.compare(CRL_X_EQ, "size_due_at", cell::time(*was))
                               : is_missing(still, "size_due_at", CRL_T_TIME);
  still.node(CRL_X_AND, CRL_T_BOOL, {same, as_read});
  const std::vector<crl_value> cells{cell::time(lease_until)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "segments";
  m.columns = {"size_due_at"};
  m.cells = cells;
  m.where = &still;
  const auto claimed = session.mutate(m);
  if (!claimed) return claimed.error();
  if (*claimed == 0) return std::optional<Segment>{};
  return found;
}

Status schedule_size(Session& session, const Segment& segment, std::int64_t lease_until,
                     std::int64_t due_at) {
  Filter filter;
  filter.equals("id", cell::of_int(segment.id))
      .equals("version", cell::of_int(segment.version))
      .equals("size_due_at", cell::time(lease_until));
  const std::vector<crl_value> cells{cell::time(due_at)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "segments";
  m.columns = {"size_due_at"};
  m.cells = cells;
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
