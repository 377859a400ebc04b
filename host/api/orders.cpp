#include "store/orders.h"

#include <algorithm>
#include <map>

#include "api/bulk.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/orders_json.h"
#include "api/problem.h"
#include "api/queued_rows.h"
#include "api/row_write.h"
#include "api/services.h"
#include "api/tables.h"
#include "ingest/ingest.h"
#include "ingest/parse.h"
#include "store/count.h"
#include "store/customers.h"
#include "store/filter.h"

namespace carillon::api {

namespace {

using Names = std::map<Id, std::string>;

Result<Names> customer_names(store::Session& session, std::span<const store::Order> orders) {
  std::vector<Id> ids;
  for (const auto& order : orders) ids.push_back(order.customer_id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Names names;
  if (ids.empty()) return names;
  constexpr std::string_view kColumns[] = {"id", "external_id"};
  const Status read = store::read_customers(session, ids, kColumns, [&](store::Row row) {
    names.emplace(cell::as_int(row[0]), cell::as_text(row[1]));
    return true;
  });
  if (!read) return read.error();
  return names;
}

Result<std::string> body_of(store::Session& session, const store::Order& order) {
  const auto names = customer_names(session, {&order, 1});
  if (!names) return names.error();
  const auto name = names->find(order.customer_id);
  std::string body;
  JsonWriter out(body);
  write_order(out, order, name == names->end() ? std::string{} : name->second);
  return body;
}

Result<std::string> body_of(const Context& context, const store::Order& order) {
  std::string body;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto made = body_of(session, order);
    if (!made) return made.error();
    body = *std::move(made);
    return {};
  });
  if (!done) return done.error();
  return body;
}

http::Response answer_of(const Context& context, const ingest::StoredOrder& stored, bool created) {
  std::string body;
  JsonWriter out(body);
  write_order(out, stored.order, stored.customer_external_id);
  http::Response response = tagged(context, std::move(body), created ? 201 : 200);
  if (created) response.headers.emplace_back("Location", "/api/v1/orders/" + id_text(stored.order.id));
  return response;
}

// Judges a row, stores it and answers with what is then stored; takes the context over.
http::Response write_row(Context& context, const json::value& row,
                         std::optional<std::int64_t> unless_changed_since = {}) {
  Issues issues;
  auto input = ingest::parse_order(row, context.services.clock.now_us(), issues);
  if (!issues.empty()) return invalid_request(context.request, issues);
  input.unless_changed_since = unless_changed_since;
  input.answered = true;
  return answer_when_stored(
      std::move(context),
      [&ingest = context.services.ingest, input = std::move(input)](ingest::Companion with,
                                                                    ingest::Ingest::Done done) mutable {
        std::vector<ingest::OrderInput> rows;
        rows.push_back(std::move(input));
        ingest.write_orders(std::move(rows), std::move(with), std::move(done));
      },
      [](const Context& answered, const ingest::Outcome& outcome) {
        return answer_of(answered, *outcome.order, outcome.verdict == ingest::Verdict::kCreated);
      });
}

http::Response create(Context& context) {
  if (has_queue(context)) return enqueue(context, ingest::Noun::kOrders);
  return write_row(context, context.body);
}

http::Response get(Context& context) {
  const auto order = order_named(context, context.path_value("id"));
  if (!order) return failure(context.request, order.error());
  auto body = body_of(context, *order);
  if (!body) return failure(context.request, body.error());
  return tagged(context, *std::move(body));
}

// An order is written whole, so a patch is laid over what the order is.
http::Response patch(Context& context) {
  const auto order = order_named(context, context.path_value("id"));
  if (!order) return failure(context.request, order.error());
  const auto present = body_of(context, *order);
  if (!present) return failure(context.request, present.error());
  if (!may_change(context, *present)) return has_changed(context);
  if (!context.body.is_object()) {
    return invalid_request(context.request, {{"", "type", "expected an object of the members to change"}});
  }
  const auto shown = parse_json(*present);
  if (!shown) return failure(context.request, shown.error());
  const auto& before = shown->get_object();
  json::object row{{"external_id", before.at("external_id")},
                   {"customer_external_id", before.at("customer_external_id")},
                   {"amount", to_text(order->amount)},
                   {"ordered_at", before.at("ordered_at")}};
  Issues issues;
  for (const auto& [name, value] : context.body.get_object()) {
    const bool fixed = name == "external_id" || name == "customer_external_id";
    if (fixed && value != before.at(name)) {
      issues.push_back(
          {"/" + std::string(name), "read_only", "the " + std::string(name) + " of an order cannot change"});
    }
    row[name] = value;
  }
  if (!issues.empty()) return invalid_request(context.request, issues);
  const bool guarded = !context.request.header("If-Match").empty();
  return write_row(context, row, guarded ? std::optional(order->updated_at) : std::nullopt);
}

http::Response list(Context& context) {
  store::OrderPage page;
  Names names;
  std::optional<std::int64_t> count;
  const Sort sort = parse_sort(context.query("sort"));
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    store::Filter filter;
    bool filtered = false;
    if (context.has_query("customer_external_id")) {
      const auto customer = store::find_customer(session, context.query("customer_external_id"));
      if (!customer) return customer.error();
      filter.equals("customer_id", cell::of_int(*customer ? (*customer)->id : 0));
      filtered = true;
    }
    if (context.has_query("external_id")) {
      filter.equals("external_id", cell::text(context.query("external_id")));
      filtered = true;
    }
    store::OrderQuery query;
    query.where = filtered ? filter.expr() : nullptr;
    query.sort = sort.field;
    query.descending = sort.descending;
    query.cursor = context.query("cursor");
    query.limit = static_cast<std::uint64_t>(context.query_int("limit"));
    auto read = store::list_orders(session, query);
    if (!read) return read.error();
    page = *std::move(read);
    auto found = customer_names(session, page.orders);
    if (!found) return found.error();
    names = *std::move(found);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_rows(session, "orders", query.where);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.orders, page.next, count, [&](JsonWriter& out, const store::Order& order) {
    write_order(out, order, names[order.customer_id]);
  }));
}

Parameter filter_by(std::string name, std::string description, std::string example) {
  Parameter p{std::move(name), ParameterType::kText, std::move(description), std::move(example)};
  p.max = 200;
  return p;
}

}  // namespace

void add_order_routes(Routes& routes) {
  routes.push_back({.method = "POST",
                    .path = "/api/v1/orders",
                    .id = "putOrder",
                    .tag = "orders",
                    .scope = "orders:write",
                    .summary = "Create or correct an order",
                    .description = "An upsert by external_id. The customer's totals change by the difference "
                                   "in the same transaction.",
                    .body = {.types = {"application/json"}, .schema = "OrderInput", .checked = false},
                    .answers = {{201, "Created", "Order", "application/json", "", true},
                                {200, "Corrected, or already so", "Order", "application/json", "", true},
                                queued_row_answer()},
                    .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/orders",
                    .id = "listOrders",
                    .tag = "orders",
                    .scope = "orders:read",
                    .summary = "List orders",
                    .query = {limit_parameter(), cursor_parameter(), count_parameter(),
                              sort_parameter({"id", "ordered_at", "amount", "created_at"}),
                              filter_by("customer_external_id", "Only those of this customer", "C-1001"),
                              filter_by("external_id", "Only the one with this external_id", "O-5001")},
                    .answers = {{200, "A page", "OrderList"}},
                    .handler = list});
  routes.push_back(bulk_route(ingest::Noun::kOrders));
  routes.push_back({.method = "GET",
                    .path = "/api/v1/orders/{id}",
                    .id = "getOrder",
                    .tag = "orders",
                    .scope = "orders:read",
                    .summary = "Read an order",
                    .answers = {{200, "The order", "Order", "application/json", "", true}},
                    .handler = get});
  routes.push_back({.method = "PATCH",
                    .path = "/api/v1/orders/{id}",
                    .id = "patchOrder",
                    .tag = "orders",
                    .scope = "orders:write",
                    .summary = "Correct members of an order",
                    .body = {.types = {"application/merge-patch+json", "application/json"},
                             .schema = "OrderPatch",
                             .checked = false},
                    .answers = {{200, "As it is now", "Order", "application/json", "", true}},
                    .problems = {412},
                    .handler = patch});
}

}  // namespace carillon::api
