#include "store/orders.h"

#include <array>
#include <unordered_map>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",     "external_id", "customer_id", "amount",    "currency",
                                             "status", "ordered_at",  "created_at",  "updated_at"};
const std::vector<std::string_view> kItemColumns{"order_id", "line",     "sku",  "category",
                                                 "name",     "quantity", "price"};

constexpr std::size_t kRowsAtOnce = 2'000;

void append_cells(const Order& o, std::vector<crl_value>& out) {
  out.insert(out.end(), {cell::of_int(o.id), cell::text(o.external_id), cell::of_int(o.customer_id),
                         cell::decimal(o.amount), text_cell(o.currency),
                         cell::of_int(static_cast<std::int64_t>(o.status)), cell::time(o.ordered_at),
                         cell::time(o.created_at), cell::time(o.updated_at)});
}

void append_items(const Order& o, std::vector<crl_value>& out) {
  std::int64_t line = 0;
  for (const OrderItem& item : o.items) {
    out.insert(out.end(),
               {cell::of_int(o.id), cell::of_int(line++), cell::text(item.sku), text_cell(item.category),
                text_cell(item.name), cell::decimal(item.quantity), cell::decimal(item.price)});
  }
}

Order read_order(Row row) {
  Order o;
  o.id = row[0].v.i;
  o.external_id = string_of(row[1]);
  o.customer_id = row[2].v.i;
  o.amount = {row[3].v.i};
  o.currency = text_of(row[4]);
  o.status = static_cast<OrderStatus>(row[5].v.i);
  o.ordered_at = row[6].v.i;
  o.created_at = row[7].v.i;
  o.updated_at = row[8].v.i;
  return o;
}

Status read_items(Session& session, std::span<Order> orders) {
  std::unordered_map<Id, Order*> by_id;
  std::vector<Id> ids;
  for (Order& order : orders) {
    by_id.emplace(order.id, &order);
    ids.push_back(order.id);
  }
  return in_pieces(std::span<const Id>(ids), [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("order_id", piece);
    Query query;
    query.collection = "order_items";
    query.columns = kItemColumns;
    query.where = filter.expr();
    query.order = {"order_id", "line"};
    const auto done = session.query(query, [&](Row row) {
      by_id.at(row[0].v.i)
          ->items.push_back(
              {string_of(row[2]), text_of(row[3]), text_of(row[4]), {row[5].v.i}, {row[6].v.i}});
      return true;
    });
    return done ? Status{} : done.error();
  });
}

Status read_into(Session& session, Query& query, std::vector<Order>& out, std::string* next = nullptr) {
  query.collection = "orders";
  query.columns = kColumns;
  const std::size_t before = out.size();
  auto done = session.query(query, [&](Row row) {
    out.push_back(read_order(row));
    return true;
  });
  if (!done) return done.error();
  if (next != nullptr) *next = *std::move(done);
  return read_items(session, std::span(out).subspan(before));
}

Result<std::optional<Order>> only(Session& session, Filter& filter) {
  Query query;
  query.where = filter.expr();
  std::vector<Order> found;
  if (auto done = read_into(session, query, found); !done) return done.error();
  if (found.empty()) return std::optional<Order>{};
  return std::optional<Order>{std::move(found.front())};
}

Status write(Session& session, std::span<const Order> orders, std::int32_t verb) {
  for (std::size_t at = 0; at < orders.size(); at += kRowsAtOnce) {
    const auto piece = orders.subspan(at, std::min(kRowsAtOnce, orders.size() - at));
    std::vector<crl_value> cells;
    std::vector<crl_value> items;
    cells.reserve(piece.size() * kColumns.size());
    for (const Order& o : piece) {
      append_cells(o, cells);
      append_items(o, items);
    }
    Mutation m;
    m.verb = verb;
    m.collection = "orders";
    m.columns = kColumns;
    m.cells = cells;
    if (verb == CRL_MUT_UPSERT) m.conflict = {"id"};
    if (const auto done = session.mutate(m); !done) return done.error();
    if (items.empty()) continue;
    Mutation lines;
    lines.collection = "order_items";
    lines.columns = kItemColumns;
    lines.cells = items;
    if (const auto done = session.mutate(lines); !done) return done.error();
  }
  return {};
}

}  // namespace

Result<std::optional<Order>> get_order(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  return only(session, filter);
}

Result<std::optional<Order>> find_order(Session& session, std::string_view external_id) {
  Filter filter;
  filter.equals("external_id", cell::text(external_id));
  return only(session, filter);
}

Result<std::vector<Order>> orders_by_external_id(Session& session,
                                                 std::span<const std::string_view> external_ids, bool lock) {
  std::vector<Order> out;
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

Status insert_orders(Session& session, std::span<const Order> orders) {
  return write(session, orders, CRL_MUT_INSERT);
}

Status replace_orders(Session& session, std::span<const Order> orders) {
  std::vector<Id> ids;
  for (const Order& order : orders) ids.push_back(order.id);
  const Status cleared = in_pieces(std::span<const Id>(ids), [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("order_id", piece);
    Mutation m;
    m.verb = CRL_MUT_DELETE;
    m.collection = "order_items";
    m.where = filter.expr();
    const auto done = session.mutate(m);
    return done ? Status{} : done.error();
  });
  if (!cleared) return cleared;
  return write(session, orders, CRL_MUT_UPSERT);
}

Result<OrderPage> list_orders(Session& session, const OrderQuery& q) {
  Query query;
  query.where = q.where;
  query.order = {q.sort};
  query.descending = {q.descending};
  query.cursor = q.cursor;
  query.limit = q.limit;
  OrderPage page;
  if (auto done = read_into(session, query, page.orders, &page.next); !done) return done.error();
  return page;
}

Result<std::vector<OrderTotals>> order_totals(Session& session, std::span<const Id> customers) {
  std::vector<OrderTotals> out;
  Expr count;
  count.over(CRL_X_COUNT, CRL_T_I64, "", {});
  Expr total;
  total.over(CRL_X_SUM, CRL_T_DECIMAL, "", {total.field("amount", CRL_T_DECIMAL)});
  Expr first;
  first.over(CRL_X_MIN, CRL_T_TIME, "", {first.field("ordered_at", CRL_T_TIME)});
  Expr last;
  last.over(CRL_X_MAX, CRL_T_TIME, "", {last.field("ordered_at", CRL_T_TIME)});
  const std::array counted{cell::of_int(static_cast<std::int64_t>(OrderStatus::kPending)),
                           cell::of_int(static_cast<std::int64_t>(OrderStatus::kCompleted))};
  const Status done = in_pieces(customers, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("customer_id", piece).in("status", counted);
    Query query;
    query.collection = "orders";
    query.columns = {"customer_id"};
    query.group_by = {"customer_id"};
    query.outputs = {&count, &total, &first, &last};
    query.where = filter.expr();
    const auto read = session.query(query, [&](Row row) {
      out.push_back({row[0].v.i, row[1].v.i, Decimal{row[2].v.i}, row[3].v.i, row[4].v.i});
      return true;
    });
    return read ? Status{} : read.error();
  });
  if (!done) return done.error();
  return out;
}

}  // namespace carillon::store
