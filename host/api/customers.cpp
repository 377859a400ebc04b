#include "store/customers.h"

#include "api/bulk.h"
#include "api/context.h"
#include "api/customers_json.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/merge_patch.h"
#include "api/problem.h"
#include "api/queued_rows.h"
#include "api/row_write.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "api/tables.h"
#include "base/nearest.h"
#include "ingest/ingest.h"
#include "ingest/parse.h"
#include "store/count.h"
#include "store/filter.h"

namespace carillon::api {

namespace {

// Most are shorter, so that they are written in one piece of memory.
constexpr std::size_t kUsualBody = 1'024;

std::string body_of(const store::Customer& customer) {
  std::string body;
  body.reserve(kUsualBody);
  JsonWriter out(body);
  write_customer(out, customer);
  return body;
}

http::Response answer_of(const Context& context, const store::Customer& customer, bool created) {
  http::Response response = tagged(context, body_of(customer), created ? 201 : 200);
  if (created) response.headers.emplace_back("Location", "/api/v1/customers/" + id_text(customer.id));
  return response;
}

// Judges a row, stores it and answers with what is then stored; takes the context over.
http::Response write_row(Context& context, const json::value& row,
                         std::optional<std::int64_t> unless_changed_since = {}) {
  Issues issues;
  auto input = ingest::parse_customer(row, context.services.clock.now_us(), issues);
  if (!issues.empty()) return invalid_request(context.request, issues);
  input.unless_changed_since = unless_changed_since;
  input.answered = true;
  return answer_when_stored(
      std::move(context),
      [&ingest = context.services.ingest, input = std::move(input)](ingest::Companion with,
                                                                    ingest::Ingest::Done done) mutable {
        std::vector<ingest::CustomerInput> rows;
        rows.push_back(std::move(input));
        ingest.write_customers(std::move(rows), std::move(with), std::move(done));
      },
      [](const Context& answered, const ingest::Outcome& outcome) {
        return answer_of(answered, *outcome.customer, outcome.verdict == ingest::Verdict::kCreated);
      });
}

http::Response create(Context& context) {
  if (has_queue(context)) return enqueue(context, ingest::Noun::kCustomers);
  return write_row(context, context.body);
}

http::Response get(Context& context) {
  const auto customer = customer_named(context, context.path_value("id"));
  if (!customer) return failure(context.request, customer.error());
  return tagged(context, body_of(*customer));
}

http::Response patch(Context& context) {
  const auto customer = customer_named(context, context.path_value("id"));
  if (!customer) return failure(context.request, customer.error());
  if (!may_change(context, body_of(*customer))) return has_changed(context);
  if (!context.body.is_object()) {
    return invalid_request(context.request, {{"", "type", "expected an object of the members to change"}});
  }
  json::object row = context.body.get_object();
  const auto* given = row.if_contains("external_id");
  if (given != nullptr && *given != json::value(customer->external_id)) {
    return invalid_request(context.request,
                           {{"/external_id", "read_only", "the external_id of a customer cannot change"}});
  }
  row["external_id"] = customer->external_id;
  if (auto* attributes = row.if_contains("attributes"); attributes != nullptr && attributes->is_object()) {
    if (const auto stored = parse_json(customer->attributes)) *attributes = merge_patch(*stored, *attributes);
  }
  const bool guarded = !context.request.header("If-Match").empty();
  return write_row(context, row, guarded ? std::optional(customer->updated_at) : std::nullopt);
}

http::Response list(Context& context) {
  store::Filter filter;
  bool filtered = false;
  for (const char* field : {"name", "email", "phone", "city", "country", "gender"}) {
    if (!context.has_query(field)) continue;
    filter.where(CRL_X_EQ_CI, field, cell::text(context.query(field)));
    filtered = true;
  }
  if (context.has_query("external_id")) {
    filter.equals("external_id", cell::text(context.query("external_id")));
    filtered = true;
  }
  const Expr* where = filtered ? filter.expr() : nullptr;
  const Sort sort = parse_sort(context.query("sort"));
  store::CustomerPage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    store::CustomerQuery query;
    query.where = where;
    query.sort = sort.field;
    query.descending = sort.descending;
    query.cursor = context.query("cursor");
    query.limit = static_cast<std::uint64_t>(context.query_int("limit"));
    auto read = store::list_customers(session, query);
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_rows(session, "customers", where);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.customers, page.next, count, write_customer));
}

// Misspelt members of `fields`, each with what there is.
Issues check_fields(const std::vector<std::string>& wanted) {
  const auto known = customer_fields();
  const std::vector<std::string> names(known.begin(), known.end());
  Issues issues;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (std::find(names.begin(), names.end(), wanted[i]) != names.end()) continue;
    const std::string near = nearest(wanted[i], names);
    std::string detail = "a customer has no member \"" + wanted[i] + "\"";
    if (!near.empty()) detail += "; did you mean \"" + near + "\"?";
    issues.push_back({"/fields/" + std::to_string(i), "unknown_field", std::move(detail)});
  }
  return issues;
}

http::Response query(Context& context) {
  const auto& body = context.body.get_object();
  const auto instant = as_of(context);
  if (const auto* issues = std::get_if<Issues>(&instant)) return invalid_request(context.request, *issues);
  PageCursor cursor{std::get<std::int64_t>(instant), {}};
  if (const auto* given = body.if_contains("cursor"); given != nullptr && !given->get_string().empty()) {
    auto parsed = parse_cursor(given->get_string());
    if (!parsed) return failure(context.request, parsed.error());
    cursor = *std::move(parsed);
  }
  const auto rule = read_rule(context, body, "", cursor.now_us);
  RuleFaults faults;
  if (const auto* wrong = std::get_if<RuleFaults>(&rule)) faults = *wrong;
  std::vector<std::string> fields;
  const auto* given = body.if_contains("fields");
  if (given != nullptr) fields = json::value_to<std::vector<std::string>>(*given);
  const Issues unknown = check_fields(fields);
  faults.issues.insert(faults.issues.end(), unknown.begin(), unknown.end());
  if (!faults.issues.empty()) return invalid_rule(context, faults);
  const auto* limit = body.if_contains("limit");
  audience::Page page;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = audience::page(session, *std::get<GivenRule>(rule).compiled, cursor.storage,
                               limit == nullptr ? 50 : limit->to_number<std::size_t>());
    if (!read) return read.error();
    page = *std::move(read);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.customers, to_text(PageCursor{cursor.now_us, page.next_cursor}), std::nullopt,
                      [&](JsonWriter& out, const store::Customer& customer) {
                        if (given == nullptr) return write_customer(out, customer);
                        write_customer_fields(out, customer, fields);
                      }));
}

Parameter filter_by(const std::string& name, std::string example) {
  Parameter p{name, ParameterType::kText,
              "Only those whose " + name + " is this" + (name == "external_id" ? "" : ", whatever its case"),
              std::move(example)};
  p.max = 400;
  return p;
}

}  // namespace

void add_customer_routes(Routes& routes) {
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/customers",
       .id = "putCustomer",
       .tag = "customers",
       .scope = "customers:write",
       .summary = "Create or update a customer",
       .description = "An upsert by external_id: members that are absent stay as they are, null clears one.",
       .body = {.types = {"application/json"}, .schema = "CustomerInput", .checked = false},
       .answers = {{201, "Created", "Customer", "application/json", "", true},
                   {200, "Updated, or already so", "Customer", "application/json", "", true},
                   queued_row_answer()},
       .handler = create});
  routes.push_back(
      {.method = "GET",
       .path = "/api/v1/customers",
       .id = "listCustomers",
       .tag = "customers",
       .scope = "customers:read",
       .summary = "List customers",
       .query = {limit_parameter(), cursor_parameter(), count_parameter(),
                 sort_parameter({"id", "created_at", "updated_at", "total_spend", "order_count",
                                 "last_order_at", "name"}),
                 filter_by("external_id", "C-1001"), filter_by("name", "Asha Rao"),
                 filter_by("email", "asha@example.com"), filter_by("phone", "+919812345678"),
                 filter_by("city", "Pune"), filter_by("country", "IN"), filter_by("gender", "female")},
       .answers = {{200, "A page", "CustomerList"}},
       .handler = list});
  routes.push_back(bulk_route(ingest::Noun::kCustomers));
  routes.push_back({.method = "POST",
                    .path = "/api/v1/customers/query",
                    .id = "queryCustomers",
                    .tag = "customers",
                    .scope = "customers:read",
                    .summary = "Find customers by an unsaved rule",
                    .description = "All pages of one query share one instant. A page of a rule that storage "
                                   "cannot decide alone may be short although more follows.",
                    .body = {.types = {"application/json"}, .schema = "CustomerQuery"},
                    .answers = {{200, "A page", "CustomerRows"}},
                    .handler = query});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/customers/{id}",
                    .id = "getCustomer",
                    .tag = "customers",
                    .scope = "customers:read",
                    .summary = "Read a customer",
                    .answers = {{200, "The customer", "Customer", "application/json", "", true}},
                    .handler = get});
  routes.push_back({.method = "PATCH",
                    .path = "/api/v1/customers/{id}",
                    .id = "patchCustomer",
                    .tag = "customers",
                    .scope = "customers:write",
                    .summary = "Change members of a customer",
                    .body = {.types = {"application/merge-patch+json", "application/json"},
                             .schema = "CustomerPatch",
                             .checked = false},
                    .answers = {{200, "As it is now", "Customer", "application/json", "", true}},
                    .problems = {412},
                    .handler = patch});
}

}  // namespace carillon::api
