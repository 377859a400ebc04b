#include "store/templates.h"

#include <deque>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/count.h"
#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",      "name", "description", "kind",       "content",
                                             "version", "tags", "created_at",  "updated_at", "archived_at"};

std::vector<crl_value> cells_of(const MessageTemplate& t, std::deque<std::string>& kept) {
  return {cell::of_int(t.id),      cell::text(t.name),       cell::text(t.description),
          cell::text(t.kind),      json_cell(t.content),     cell::of_int(t.version),
          set_cell(t.tags, kept),  cell::time(t.created_at), cell::time(t.updated_at),
          time_cell(t.archived_at)};
}

MessageTemplate read_template(Row row) {
  MessageTemplate t;
  t.id = row[0].v.i;
  t.name = string_of(row[1]);
  t.description = string_of(row[2]);
  t.kind = string_of(row[3]);
  t.content = string_of(row[4]);
  t.version = row[5].v.i;
  t.tags = set_of(row[6]);
  t.created_at = row[7].v.i;
  t.updated_at = row[8].v.i;
  t.archived_at = time_of(row[9]);
  return t;
}

Status keep_version(Session& session, const MessageTemplate& t) {
  const std::vector<crl_value> cells{cell::of_int(t.id), cell::of_int(t.version), cell::text(t.name),
                                     json_cell(t.content), cell::time(t.updated_at)};
  return insert_row(session, "template_versions", {"template_id", "version", "name", "content", "created_at"},
                    cells);
}

TemplateVersion read_version(Id id, Row row) {
  return {id, row[0].v.i, string_of(row[1]), string_of(row[2]), row[3].v.i};
}

const std::vector<std::string_view> kVersionColumns{"version", "name", "content", "created_at"};

// What a filter selects; borrows its texts.
Expr selected(const TemplateFilter& filter) {
  Expr out;
  std::vector<Expr::Id> parts;
  if (!filter.name.empty()) parts.push_back(out.compare(CRL_X_CONTAINS_CI, "name", cell::text(filter.name)));
  if (!filter.kind.empty()) parts.push_back(out.compare(CRL_X_EQ, "kind", cell::text(filter.kind)));
  if (!filter.tag.empty()) parts.push_back(has_tag(out, filter.tag));
  if (filter.archived != Archived::kAny)
    parts.push_back(is_archived(out, filter.archived == Archived::kOnly));
  if (!parts.empty()) out.all_of(parts);
  return out;
}

Expr living_partials(std::string_view name) {
  Expr out;
  std::vector<Expr::Id> parts{out.compare(CRL_X_EQ, "kind", cell::text(kPartialTemplate)),
                              is_archived(out, false)};
  if (!name.empty()) parts.push_back(out.compare(CRL_X_EQ, "name", cell::text(name)));
  out.all_of(parts);
  return out;
}

}  // namespace

Status insert_template(Session& session, const MessageTemplate& made) {
  std::deque<std::string> kept;
  const auto cells = cells_of(made, kept);
  if (auto done = insert_row(session, "templates", kColumns, cells); !done) return done;
  return keep_version(session, made);
}

Result<std::optional<MessageTemplate>> get_template(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "templates";
  query.columns = kColumns;
  query.where = filter.expr();
  return read_one(session, query, read_template);
}

Result<TemplatePage> list_templates(Session& session, const TemplateFilter& filter, std::string_view cursor,
                                    std::size_t limit) {
  const Expr where = selected(filter);
  Query query;
  query.collection = "templates";
  query.columns = kColumns;
  if (!where.empty()) query.where = &where;
  page_backward(query, "id", cursor, limit);
  return read_page(session, query, &TemplatePage::templates, read_template);
}

Result<std::int64_t> count_templates(Session& session, const TemplateFilter& filter) {
  const Expr where = selected(filter);
  return count_rows(session, "templates", where.empty() ? nullptr : &where);
}

Status update_template(Session& session, const MessageTemplate& changed, std::int64_t expected) {
  std::deque<std::string> kept;
  const auto cells = cells_of(changed, kept);
  Filter filter;
  filter.equals("id", cell::of_int(changed.id)).equals("version", cell::of_int(expected));
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "templates";
  m.columns.assign(kColumns.begin() + 1, kColumns.end());
  m.cells = std::span(cells).subspan(1);
  m.where = filter.expr();
  m.must_change = true;
  if (const auto done = session.mutate(m); !done) return done.error();
  return changed.version == expected ? Status{} : keep_version(session, changed);
}

Result<std::optional<TemplateVersion>> get_template_version(Session& session, Id id, std::int64_t version) {
  Filter filter;
  filter.equals("template_id", cell::of_int(id)).equals("version", cell::of_int(version));
  Query query;
  query.collection = "template_versions";
  query.columns = kVersionColumns;
  query.where = filter.expr();
  return read_one(session, query, [id](Row row) { return read_version(id, row); });
}

Result<TemplateVersionPage> list_template_versions(Session& session, Id id, std::string_view cursor,
                                                   std::size_t limit) {
  Filter filter;
  filter.equals("template_id", cell::of_int(id));
  Query query;
  query.collection = "template_versions";
  query.columns = kVersionColumns;
  query.where = filter.expr();
  page_backward(query, "version", cursor, limit);
  return read_page(session, query, &TemplateVersionPage::versions,
                   [id](Row row) { return read_version(id, row); });
}

Result<std::optional<MessageTemplate>> find_partial(Session& session, std::string_view name) {
  const Expr where = living_partials(name);
  Query query;
  query.collection = "templates";
  query.columns = kColumns;
  query.where = &where;
  query.order = {"id"};
  return read_one(session, query, read_template);
}

Result<std::vector<std::string>> partial_names(Session& session) {
  const Expr where = living_partials({});
  Query query;
  query.collection = "templates";
  query.columns = {"name"};
  query.where = &where;
  query.order = {"id"};
  query.limit = 1'000;
  std::vector<std::string> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back(string_of(row[0]));
    return true;
  });
  if (!done) return done.error();
  return out;
}

}  // namespace carillon::store
