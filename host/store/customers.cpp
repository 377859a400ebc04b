#include "store/customers.h"

#include <algorithm>
#include <deque>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{
    "id",           "external_id",   "name",        "email",           "phone",
    "city",         "country",       "gender",      "timezone",        "birth_date",
    "tags",         "consent_email", "consent_sms", "attributes",      "created_at",
    "updated_at",   "total_spend",   "order_count", "avg_order_value", "first_order_at",
    "last_order_at"};

// Rows of one statement; bounds the memory of a large batch.
constexpr std::size_t kRowsAtOnce = 2'000;

void append_cells(const Customer& c, std::deque<std::string>& kept, std::vector<crl_value>& out) {
  out.insert(out.end(), {cell::of_int(c.id),
                         cell::text(c.external_id),
                         text_cell(c.name),
                         text_cell(c.email),
                         text_cell(c.phone),
                         text_cell(c.city),
                         text_cell(c.country),
                         text_cell(c.gender),
                         text_cell(c.timezone),
                         c.birth_date ? cell::date(*c.birth_date) : cell::null(CRL_T_DATE),
                         set_cell(c.tags, kept),
                         bool_cell(c.consent_email),
                         bool_cell(c.consent_sms),
                         json_cell(c.attributes),
                         cell::time(c.created_at),
                         cell::time(c.updated_at),
                         cell::decimal(c.total_spend),
                         cell::of_int(c.order_count),
                         c.avg_order_value ? cell::decimal(*c.avg_order_value) : cell::null(CRL_T_DECIMAL),
                         time_cell(c.first_order_at),
                         time_cell(c.last_order_at)});
}

Customer read_customer(Row row) {
  Customer c;
  c.id = row[0].v.i;
  c.external_id = string_of(row[1]);
  c.name = text_of(row[2]);
  c.email = text_of(row[3]);
  c.phone = text_of(row[4]);
  c.city = text_of(row[5]);
  c.country = text_of(row[6]);
  c.gender = text_of(row[7]);
  c.timezone = text_of(row[8]);
  if (row[9].is_null == 0) c.birth_date = row[9].v.i;
  c.tags = set_of(row[10]);
  c.consent_email = bool_of(row[11]);
  c.consent_sms = bool_of(row[12]);
  c.attributes = row[13].is_null != 0 ? "{}" : string_of(row[13]);
  c.created_at = row[14].v.i;
  c.updated_at = row[15].v.i;
  c.total_spend = {cell::as_int(row[16])};
  c.order_count = cell::as_int(row[17]);
  if (row[18].is_null == 0) c.avg_order_value = Decimal{row[18].v.i};
  c.first_order_at = time_of(row[19]);
  c.last_order_at = time_of(row[20]);
  return c;
}

Status read_into(Session& session, Query& query, std::vector<Customer>& out, std::string* next = nullptr) {
  query.collection = "customers";
  query.columns = kColumns;
  auto done = session.query(query, [&](Row row) {
    out.push_back(read_customer(row));
    return true;
  });
  if (!done) return done.error();
  if (next != nullptr) *next = *std::move(done);
  return {};
}

Result<std::optional<Customer>> only(Session& session, Filter& filter) {
  Query query;
  query.where = filter.expr();
  std::vector<Customer> found;
  if (auto done = read_into(session, query, found); !done) return done.error();
  if (found.empty()) return std::optional<Customer>{};
  return std::optional<Customer>{std::move(found.front())};
}

Status write(Session& session, std::span<const Customer> customers, std::int32_t verb) {
  for (std::size_t at = 0; at < customers.size(); at += kRowsAtOnce) {
    std::deque<std::string> kept;
    std::vector<crl_value> cells;
    const auto piece = customers.subspan(at, std::min(kRowsAtOnce, customers.size() - at));
    cells.reserve(piece.size() * kColumns.size());
    for (const Customer& c : piece) append_cells(c, kept, cells);
    Mutation m;
    m.verb = verb;
    m.collection = "customers";
    m.columns = kColumns;
    m.cells = cells;
    if (verb == CRL_MUT_UPSERT) m.conflict = {"id"};
    if (const auto done = session.mutate(m); !done) return done.error();
  }
  return {};
}

}  // namespace

Result<std::optional<Customer>> get_customer(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  return only(session, filter);
}

Result<std::optional<Customer>> find_customer(Session& session, std::string_view external_id) {
  Filter filter;
  filter.equals("external_id", cell::text(external_id));
  return only(session, filter);
}

Result<std::vector<Customer>> customers_by_external_id(Session& session,
                                                       std::span<const std::string_view> external_ids,
                                                       bool lock) {
  std::vector<Customer> out;
  const Status done = in_pieces(external_ids, [&](std::span<const std::string_view> piece) {
    Filter filter;
    filter.in_texts("external_id", piece);
    Query query;
    query.where = filter.expr();
    query.lock = lock;
    return read_into(session, query, out);
  });
  if (!done) return done.error();
  return out;
}

Result<std::vector<Customer>> customers_by_id(Session& session, std::span<const Id> ids, bool lock) {
  std::vector<Customer> out;
  const Status done = in_pieces(ids, [&](std::span<const Id> piece) {
    Filter filter;
    filter.in("id", piece);
    Query query;
    query.where = filter.expr();
    query.lock = lock;
    return read_into(session, query, out);
  });
  if (!done) return done.error();
  return out;
}

Status read_customers(Session& session, std::span<const Id> ids, std::span<const std::string_view> columns,
                      const RowFn& row) {
  return in_pieces(ids, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("id", piece);
    Query query;
    query.collection = "customers";
    query.columns.assign(columns.begin(), columns.end());
    query.where = filter.expr();
    const auto done = session.query(query, row);
    return done ? Status{} : done.error();
  });
}

Result<bool> read_neighbours(Session& session, std::span<const Id> ids,
                             std::span<const std::string_view> columns, const RowFn& row) {
  if (ids.empty()) return false;
  const auto id_at =
      static_cast<std::size_t>(std::find(columns.begin(), columns.end(), "id") - columns.begin());
  Filter filter;
  filter.where(CRL_X_GE, "id", cell::of_int(ids.front())).where(CRL_X_LE, "id", cell::of_int(ids.back()));
  Query query;
  query.collection = "customers";
  query.columns.assign(columns.begin(), columns.end());
  query.where = filter.expr();
  query.order = {"id"};
  query.limit = 2 * ids.size();
  std::size_t met = 0;
  auto wanted = ids.begin();
  const auto read = session.query(query, [&](Row found) {
    ++met;
    const Id id = found[id_at].v.i;
    while (wanted != ids.end() && *wanted < id) ++wanted;
    if (wanted == ids.end() || *wanted != id) return true;
    ++wanted;
    return row(found);
  });
  if (!read) return read.error();
  if (met < query.limit) return false;
  const std::span<const Id> rest(wanted, ids.end());
  if (auto found = read_customers(session, rest, columns, row); !found) return found.error();
  return !rest.empty();
}

Status insert_customers(Session& session, std::span<const Customer> customers) {
  return write(session, customers, CRL_MUT_INSERT);
}

Status replace_customers(Session& session, std::span<const Customer> customers) {
  return write(session, customers, CRL_MUT_UPSERT);
}

Result<CustomerPage> list_customers(Session& session, const CustomerQuery& q) {
  Query query;
  query.where = q.where;
  query.order = {q.sort};
  query.descending = {q.descending};
  query.cursor = q.cursor;
  query.limit = q.limit;
  query.now_us = q.now_us;
  CustomerPage page;
  if (auto done = read_into(session, query, page.customers, &page.next); !done) return done.error();
  return page;
}

}  // namespace carillon::store
