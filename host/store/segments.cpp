#include "store/segments.h"

#include <deque>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/count.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",      "name", "description", "rule",
                                             "version", "tags", "created_at",  "updated_at"};

std::vector<crl_value> cells_of(const Segment& s, std::deque<std::string>& kept) {
  return {cell::of_int(s.id),       cell::text(s.name),      cell::text(s.description),
          json_cell(s.rule),        cell::of_int(s.version), set_cell(s.tags, kept),
          cell::time(s.created_at), cell::time(s.updated_at)};
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
  return s;
}

Status keep_version(Session& session, const Segment& s) {
  const std::vector<crl_value> cells{cell::of_int(s.id), cell::of_int(s.version), json_cell(s.rule),
                                     cell::time(s.updated_at)};
  Mutation m;
  m.collection = "segment_versions";
  m.columns = {"segment_id", "version", "rule", "created_at"};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace

Status insert_segment(Session& session, const Segment& segment) {
  std::deque<std::string> kept;
  const auto cells = cells_of(segment, kept);
  Mutation m;
  m.collection = "segments";
  m.columns = kColumns;
  m.cells = cells;
  if (const auto done = session.mutate(m); !done) return done.error();
  return keep_version(session, segment);
}

Result<std::optional<Segment>> get_segment(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "segments";
  query.columns = kColumns;
  query.where = filter.expr();
  std::optional<Segment> out;
  const auto done = session.query(query, [&](Row row) {
    out = read_segment(row);
    return false;
  });
  if (!done) return done.error();
  return out;
}

Result<SegmentPage> list_segments(Session& session, std::string_view cursor, std::size_t limit) {
  Query query;
  query.collection = "segments";
  query.columns = kColumns;
  query.order = {"id"};
  query.descending = {true};
  query.cursor = cursor;
  query.limit = limit;
  SegmentPage page;
  auto next = session.query(query, [&](Row row) {
    page.segments.push_back(read_segment(row));
    return true;
  });
  if (!next) return next.error();
  page.next = *std::move(next);
  return page;
}

Result<std::int64_t> count_segments(Session& session) { return count_rows(session, "segments", nullptr); }

Status update_segment(Session& session, const Segment& segment, std::int64_t expected) {
  std::deque<std::string> kept;
  const auto all = cells_of(segment, kept);
  Filter filter;
  filter.equals("id", cell::of_int(segment.id)).equals("version", cell::of_int(expected));
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "segments";
  m.columns.assign(kColumns.begin() + 1, kColumns.end());
  m.cells = std::span(all).subspan(1);
  m.where = filter.expr();
  m.must_change = true;
  if (const auto done = session.mutate(m); !done) return done.error();
  return segment.version == expected ? Status{} : keep_version(session, segment);
}

}  // namespace carillon::store
