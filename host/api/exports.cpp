// Everything of a kind as a stream of rows, in constant memory.
//
// Read a page at a time by keyset, in order of id, up to the ids that there were when the export began: rows
// that come meanwhile are left out, none comes twice and none is missed. Each row is as it is when its page
// is read. No transaction is held open over the pages, so a slow reader hinders nobody.
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "api/context.h"
#include "api/export_rows.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "api/tables.h"
#include "audience/audience.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/filter.h"
#include "store/orders.h"

namespace carillon::api {

namespace {

constexpr std::size_t kRowsAtOnce = 1'000;

struct Page {
  std::string text;
  std::string next;  // cursor; empty at the end
};
using ReadPage = std::function<Status(store::Session&, std::string_view cursor, Page&)>;

// Pulls pages until the last; the first piece holds the header.
class Rows {
 public:
  Rows(store::Database& database, std::string header, ReadPage read)
      : database_(database), header_(std::move(header)), read_(std::move(read)) {}

  // Throws when storage fails midway: the answer then has no end, which is the sign that rows are missing.
  std::string next() {
    std::string out = std::exchange(header_, {});
    while (out.empty() && !over_) out = page();
    return out;
  }

 private:
  std::string page() {
    Page page;
    const Status done = database_.read([&](store::Session& session) {
      page = {};
      return read_(session, cursor_, page);
    });
    if (!done) throw std::runtime_error("an export broke off: " + done.error().message);
    cursor_ = std::move(page.next);
    over_ = cursor_.empty();
    return std::move(page.text);
  }

  store::Database& database_;
  std::string header_, cursor_;
  const ReadPage read_;
  bool over_ = false;
};

ExportStyle style_of(const Context& context) {
  ExportStyle style;
  const auto accept = context.request.header("Accept");
  const bool by_accept = !context.has_query("format") && accept.find("ndjson") != std::string_view::npos;
  const bool json = by_accept || context.query("format") == "ndjson";
  style.format = json ? ExportFormat::kNdjson : ExportFormat::kCsv;
  style.formulas = context.query("formulas") == "raw" ? ingest::Formulas::kRaw : ingest::Formulas::kGuarded;
  style.totals = context.query_bool("totals");
  return style;
}

http::Response streamed(const Context& context, const ExportStyle& style, std::string_view name,
                        std::string header, ReadPage read) {
  auto rows = std::make_shared<Rows>(context.services.database, std::move(header), std::move(read));
  const bool csv = style.format == ExportFormat::kCsv;
  http::Response response;
  response.content_type = csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
  response.headers.emplace_back(
      "Content-Disposition", "attachment; filename=\"" + std::string(name) + (csv ? ".csv\"" : ".ndjson\""));
  response.headers.emplace_back("Vary", "Accept");
  response.stream = [rows] { return rows->next(); };
  return response;
}

http::Response customers(Context& context) {
  const ExportStyle style = style_of(context);
  auto filter = std::make_shared<store::Filter>();
  filter->where(CRL_X_LT, "id", cell::of_int(context.services.ids.next()));
  const Expr* where = filter->expr();
  return streamed(
      context, style, "customers", customer_header(style),
      [style, filter, where](store::Session& session, std::string_view cursor, Page& page) -> Status {
        store::CustomerQuery query;
        query.where = where;
        query.cursor = cursor;
        query.limit = kRowsAtOnce;
        auto read = store::list_customers(session, query);
        if (!read) return read.error();
        for (const auto& customer : read->customers) append_customer(page.text, style, customer);
        page.next = std::move(read->next);
        return {};
      });
}

Status read_orders(store::Session& session, const store::OrderQuery& query, const ExportStyle& style,
                   Page& page) {
  auto read = store::list_orders(session, query);
  if (!read) return read.error();
  std::map<Id, std::string> names;
  for (const auto& order : read->orders) names.try_emplace(order.customer_id);
  std::vector<Id> ids;
  for (const auto& [id, name] : names) ids.push_back(id);
  constexpr std::string_view kColumns[] = {"id", "external_id"};
  const Status named = store::read_customers(session, ids, kColumns, [&](store::Row row) {
    names[cell::as_int(row[0])] = cell::as_text(row[1]);
    return true;
  });
  if (!named) return named;
  for (const auto& order : read->orders) append_order(page.text, style, order, names[order.customer_id]);
  page.next = std::move(read->next);
  return {};
}

http::Response orders(Context& context) {
  const ExportStyle style = style_of(context);
  auto filter = std::make_shared<store::Filter>();
  filter->where(CRL_X_LT, "id", cell::of_int(context.services.ids.next()));
  const Expr* where = filter->expr();
  return streamed(context, style, "orders", order_header(style),
                  [style, filter, where](store::Session& session, std::string_view cursor, Page& page) {
                    store::OrderQuery query;
                    query.where = where;
                    query.cursor = cursor;
                    query.limit = kRowsAtOnce;
                    return read_orders(session, query, style, page);
                  });
}

http::Response members(Context& context) {
  const auto segment = segment_named(context, context.path_value("id"));
  if (!segment) return failure(context.request, segment.error());
  const auto rule = compile_stored(context, segment->rule, context.services.clock.now_us());
  if (!rule) return failure(context.request, rule.error());
  const ExportStyle style = style_of(context);
  const Id end = context.services.ids.next();
  return streamed(
      context, style, "segment-" + id_text(segment->id), customer_header(style),
      [style, compiled = *rule, end](store::Session& session, std::string_view cursor, Page& page) -> Status {
        auto read = audience::page(session, *compiled, cursor, kRowsAtOnce);
        if (!read) return read.error();
        page.next = std::move(read->next_cursor);
        for (const auto& customer : read->customers) {
          if (customer.id < end) {
            append_customer(page.text, style, customer);
          } else {
            page.next.clear();
          }
        }
        return {};
      });
}

Route export_route(std::string path, std::string id, std::string tag, std::string scope,
                   std::string summary) {
  Route route{"GET", std::move(path), std::move(id)};
  route.tag = std::move(tag);
  route.scope = std::move(scope);
  route.summary = std::move(summary);
  route.description =
      "All rows as a stream, in the form that an import takes back exactly. Rows that come meanwhile are "
      "left "
      "out. In CSV a text that a spreadsheet would run as a formula (= + - @, tab or carriage return in "
      "front) "
      "gets an apostrophe in front, which imports take away again; formulas=raw leaves it out, for programs. "
      "An answer that ends without its last chunk is not whole.";
  Parameter format{"format", ParameterType::kChoice, "Instead of Accept", "csv"};
  format.choices = {"csv", "ndjson"};
  Parameter formulas{"formulas", ParameterType::kChoice, "Of CSV: whether formulas are disarmed", "guard"};
  formulas.choices = {"guard", "raw"};
  formulas.otherwise = "guard";
  route.query = {format, formulas};
  route.answers = {{200, "The rows; NDJSON with format=ndjson or Accept: application/x-ndjson",
                    R"({"type": "string"})", "text/csv",
                    route.tag == "orders"
                        ? "external_id,customer_external_id,amount,currency,status,ordered_at,items\n"
                        : "external_id,name,email\nC-1001,Asha Rao,asha@example.com\n"}};
  return route;
}

Parameter totals_parameter() {
  Parameter totals{"totals", ParameterType::kBoolean,
                   "Also what the host computes (id, total_spend, order_count, ...), which an import refuses",
                   "true"};
  totals.otherwise = "false";
  return totals;
}

}  // namespace

void add_export_routes(Routes& routes) {
  Route people = export_route("/api/v1/customers/export", "exportCustomers", "customers", "customers:read",
                              "Export all customers");
  people.query.push_back(totals_parameter());
  people.handler = customers;
  routes.push_back(std::move(people));
  Route sales =
      export_route("/api/v1/orders/export", "exportOrders", "orders", "orders:read", "Export all orders");
  sales.handler = orders;
  routes.push_back(std::move(sales));
  Route selected = export_route("/api/v1/segments/{id}/members/export", "exportMembers", "segments",
                                "customers:read", "Export who a segment selects now");
  selected.query.push_back(totals_parameter());
  selected.handler = members;
  routes.push_back(std::move(selected));
}

}  // namespace carillon::api
