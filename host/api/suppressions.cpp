// Whom not to write to: looked up, added and lifted one by one. Many at once: suppression_rows.cpp.
#include "api/context.h"
#include "api/listing.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/suppressions_json.h"
#include "api/tables.h"
#include "delivery/delivery.h"
#include "policy/addresses.h"
#include "store/count.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/filter.h"

namespace carillon::api {

namespace {

std::string body_of(const store::Suppression& row) {
  std::string body;
  JsonWriter out(body);
  write_suppression(out, row);
  return body;
}

http::Response list(Context& context) {
  store::Filter filter;
  bool filtered = false;
  const auto equals = [&](std::string_view field, const crl_value& value) {
    filter.equals(field, value);
    filtered = true;
  };
  Issues issues;
  std::string channel(context.query("channel"));
  if (context.has_query("address")) {
    const auto address = normal_address(context.services.delivery.gate(), context.query("address"));
    if (!address) {
      issues.push_back({"/query/address", "format", "expected an e-mail address or a phone number"});
    } else {
      equals("subject", cell::of_int(policy::subject_of_address(*address)));
    }
  }
  if (context.has_query("customer_id")) {
    const auto id = parse_id(context.query("customer_id"));
    if (!id) {
      issues.push_back({"/query/customer_id", "format", "expected the id of a customer"});
    } else {
      equals("customer_id", cell::of_int(*id));
    }
  }
  if (!issues.empty()) return invalid_request(context.request, issues);
  if (context.has_query("channel")) equals("channel", cell::text(channel));
  if (const auto reason = suppression_reason_of(context.query("reason"))) {
    equals("reason", cell::of_int(static_cast<std::int64_t>(*reason)));
  }
  const Expr* where = filtered ? filter.expr() : nullptr;
  store::SuppressionPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_suppressions(session, where, context.query("cursor"),
                                         static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_rows(session, "suppressions", where);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.rows, page.next, count, write_suppression));
}

http::Response create(Context& context) {
  const auto& services = context.services;
  Issues issues;
  auto input = parse_suppression(context.body, services.delivery.gate(), services.clock.now_us(), issues);
  if (!issues.empty()) return invalid_request(context.request, issues);
  input.row.id = services.ids.next();
  std::optional<store::Suppression> stored;
  const Status done = services.database.write([&](store::Session& session) -> Status {
    stored.reset();
    if (!input.customer_external_id.empty()) {
      const auto customer = store::find_customer(session, input.customer_external_id);
      if (!customer) return customer.error();
      if (!*customer) return not_found("there is no customer external:" + input.customer_external_id);
      name_customer(input.row, (*customer)->id);
    }
    if (auto put = store::put_suppressions(session, std::span(&input.row, 1)); !put) return put;
    // As it is now: it may have been there, and been stronger.
    store::Filter filter;
    filter.equals("subject", cell::of_int(input.row.subject))
        .equals("channel", cell::text(input.row.channel));
    auto page = store::list_suppressions(session, filter.expr(), {}, 1);
    if (!page) return page.error();
    if (!page->rows.empty()) stored = std::move(page->rows.front());
    return context.keep(session, ok(body_of(stored.value_or(input.row)), 201));
  });
  if (!done) return failure(context.request, done.error());
  services.delivery.gate().suppressions_changed();
  return ok(body_of(stored.value_or(input.row)), 201);
}

Error none(const Context& context) {
  return not_found("there is no suppression " + std::string(context.path_value("id")));
}

http::Response get(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return failure(context.request, none(context));
  std::optional<store::Suppression> row;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto found = store::get_suppression(session, *id);
    if (!found) return found.error();
    row = *std::move(found);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  if (!row) return failure(context.request, none(context));
  return ok(body_of(*row));
}

http::Response remove(Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return failure(context.request, none(context));
  std::uint64_t gone = 0;
  const Status done = context.services.database.write([&](store::Session& session) -> Status {
    const auto n = store::delete_suppression(session, *id);
    if (!n) return n.error();
    gone = *n;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  if (gone == 0) return failure(context.request, none(context));
  http::Response response;
  response.status = 204;
  return response;
}

Parameter text_parameter(std::string name, std::string description, std::string example, std::int64_t most) {
  Parameter p{std::move(name), ParameterType::kText, std::move(description), std::move(example)};
  p.max = most;
  return p;
}

}  // namespace

void add_suppression_routes(Routes& routes) {
  Parameter reason{"reason", ParameterType::kChoice, "Only those of this reason", "bounced"};
  reason.choices = {"manual", "unsubscribed", "bounced", "complained", "stop"};
  routes.push_back(
      {.method = "GET",
       .path = "/api/v1/suppressions",
       .id = "listSuppressions",
       .tag = "suppressions",
       .scope = "suppressions:read",
       .summary = "List whom not to write to",
       .query = {limit_parameter(), cursor_parameter(), count_parameter(),
                 text_parameter("address", "Only those of this e-mail address or phone number",
                                "asha@example.com", 320),
                 text_parameter("customer_id", "Only those of this customer", "221190357450752000", 20),
                 text_parameter("channel", "Only those of this channel; empty: those of all channels",
                                "email", 64),
                 reason},
       .answers = {{200, "A page", "SuppressionList"}},
       .handler = list});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/suppressions",
                    .id = "createSuppression",
                    .tag = "suppressions",
                    .scope = "suppressions:write",
                    .summary = "Never write to an address or a customer again",
                    .description =
                        "On one channel, or on all. Putting one that is there makes it stronger and "
                        "longer, never weaker or shorter.",
                    .body = {.types = {"application/json"}, .schema = "SuppressionInput", .checked = false},
                    .answers = {{201, "As it is now", "Suppression"}},
                    .problems = {404},
                    .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/suppressions/{id}",
                    .id = "getSuppression",
                    .tag = "suppressions",
                    .scope = "suppressions:read",
                    .summary = "Read a suppression",
                    .answers = {{200, "The suppression", "Suppression"}},
                    .handler = get});
  routes.push_back({.method = "DELETE",
                    .path = "/api/v1/suppressions/{id}",
                    .id = "deleteSuppression",
                    .tag = "suppressions",
                    .scope = "suppressions:write",
                    .summary = "Lift a suppression",
                    .answers = {{204, "It is gone"}},
                    .handler = remove});
}

}  // namespace carillon::api
