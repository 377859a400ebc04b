// Everything of a kind as a stream of rows, in constant memory.
//
// Read a page at a time by keyset, in order of id, up to the ids that there were when the export began: rows
// that come meanwhile are left out, none comes twice and none is missed. Each row is as it is when its page
// is read. No transaction is held open over the pages, so a slow reader hinders nobody.
#include <map>
#include <memory>
#include <utility>

#include "api/context.h"
#include "api/export_rows.h"
#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/row_stream.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "api/tables.h"
#include "audience/audience.h"
#include "audience/binding.h"
#include "base/time_text.h"
#include "delivery/delivery.h"
#include "delivery/states.h"
#include "ingest/csv_write.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/filter.h"
#include "store/messages.h"
#include "store/orders.h"

namespace carillon::api {

namespace {

constexpr std::size_t kRowsAtOnce = 1'000;

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
  auto rows = std::make_shared<RowStream>(context.services.database, std::move(header), std::move(read));
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
      [style, filter, where](store::Session& session, std::string_view cursor, RowPage& page) -> Status {
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
                   RowPage& page) {
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
                  [style, filter, where](store::Session& session, std::string_view cursor, RowPage& page) {
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
  return streamed(context, style, "segment-" + id_text(segment->id), customer_header(style),
                  [style, compiled = *rule, bound = std::shared_ptr<const audience::Compiled>{}, end](
                      store::Session& session, std::string_view cursor, RowPage& page) mutable -> Status {
                    if (bound == nullptr) {
                      auto once = audience::bind(session, *compiled);
                      if (!once) return once.error();
                      bound = *std::move(once);
                    }
                    auto read = audience::page(session, *bound, cursor, kRowsAtOnce);
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

std::string ledger_header(const ExportStyle& style) {
  if (style.format == ExportFormat::kNdjson) return {};
  return "customer_id,customer_external_id,state,reason,attempts,updated_at\n";
}

void append_message(std::string& out, const ExportStyle& style, const store::Message& message,
                    const std::string& customer, const std::string& reason) {
  const std::string id = id_text(message.customer_id), attempts = std::to_string(message.attempts);
  const std::string at = time_text(message.updated_at);
  const std::string_view state = delivery::state_name(message.state);
  if (style.format == ExportFormat::kNdjson) {
    JsonWriter line(out);
    line.begin_object().member("customer_id", id).key("customer_external_id");
    customer.empty() ? line.null() : line.value(customer);
    line.member("state", state).key("reason");
    reason.empty() ? line.null() : line.value(reason);
    line.member("attempts", message.attempts).member("updated_at", at).end_object();
  } else {
    bool first = true;
    for (const std::string_view cell :
         {std::string_view(id), std::string_view(customer), state, std::string_view(reason),
          std::string_view(attempts), std::string_view(at)}) {
      if (!std::exchange(first, false)) out += ',';
      ingest::append_cell(out, cell, style.formulas);
    }
  }
  out += '\n';
}

// The ledger of a campaign. Rows that change meanwhile are as they are when their page is read.
http::Response ledger(Context& context) {
  const auto campaign = campaign_named(context, context.path_value("id"));
  if (!campaign) return failure(context.request, campaign.error());
  const ExportStyle style = style_of(context);
  const auto& delivery = context.services.delivery;
  return streamed(context, style, "campaign-" + id_text(campaign->id), ledger_header(style),
                  [style, id = campaign->id, &delivery](store::Session& session, std::string_view cursor,
                                                        RowPage& page) -> Status {
                    auto read = store::list_messages(session, id, std::nullopt, cursor, kRowsAtOnce);
                    if (!read) return read.error();
                    std::map<Id, std::string> names;
                    std::vector<Id> ids;
                    for (const auto& message : read->messages) ids.push_back(message.customer_id);
                    constexpr std::string_view kColumns[] = {"id", "external_id"};
                    const Status named = store::read_customers(session, ids, kColumns, [&](store::Row row) {
                      names[cell::as_int(row[0])] = cell::as_text(row[1]);
                      return true;
                    });
                    if (!named) return named;
                    for (const auto& message : read->messages) {
                      append_message(page.text, style, message, names[message.customer_id],
                                     delivery.reason_text(message.reason));
                    }
                    page.next = std::move(read->next);
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
  Route messages =
      export_route("/api/v1/campaigns/{id}/messages/export", "exportMessages", "campaigns", "campaigns:read",
                   "Export a campaign's ledger: every recipient and what became of them");
  messages.description =
      "A row for each member of the audience, as a stream. An answer that ends without its last chunk is not "
      "whole.";
  messages.answers.front().example = "customer_id,customer_external_id,state,reason,attempts,updated_at\n";
  messages.handler = ledger;
  routes.push_back(std::move(messages));
}

}  // namespace carillon::api
