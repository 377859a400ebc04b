#include "api/bulk.h"

#include "api/http/body_file.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/queued_rows.h"
#include "api/services.h"
#include "config/config.h"

namespace carillon::api {

ingest::Format format_of(std::string_view media) {
  if (media == "text/csv") return ingest::Format::kCsv;
  if (media == "application/json") return ingest::Format::kJson;
  return ingest::Format::kNdjson;
}

namespace {

http::Response take(Context& context, ingest::Noun noun) {
  const auto& services = context.services;
  auto columns = ingest::parse_column_map(context.query("map"));
  if (!columns) return invalid_request(context.request, {{"/query/map", "format", columns.error().message}});
  ingest::RowsInput input{noun, format_of(context.media),
                          rows_of(context.request, services.config.http.max_bulk_bytes), *std::move(columns)};
  if (has_queue(context)) return enqueue_bulk(context, std::move(input));
  const auto report = ingest::ingest_bulk(services.ingest, std::move(input), services.clock);
  if (!report) {
    // A body that is not rows at all cannot be read; its rows were never judged.
    if (report.error().status == CRL_E_INVALID)
      return problem(context.request, 400, "malformed", report.error().message);
    return failure(context.request, report.error());
  }
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("received", report->received)
      .member("created", report->created)
      .member("updated", report->updated)
      .member("unchanged", report->unchanged)
      .member("rejected", report->rejected)
      .key("errors")
      .begin_array();
  for (const auto& fault : report->errors) {
    out.begin_object().member("line", fault.line).member("code", fault.code);
    if (!fault.pointer.empty()) out.member("pointer", fault.pointer);
    out.member("detail", fault.detail).end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body));
}

}  // namespace

std::unique_ptr<ingest::ByteSource> rows_of(const http::Request& request, std::uint64_t most) {
  auto bytes = request.body_file ? ingest::read_descriptor(request.body_file->descriptor())
                                 : ingest::read_text(request.body);
  if (request.header("Content-Encoding") != "gzip") return bytes;
  return ingest::gunzip(std::move(bytes), most);
}

Parameter map_parameter() {
  Parameter p{
      "map", ParameterType::kText,
      "What the columns of a CSV mean when they are not called as here: THEIRS:OURS pairs with commas "
      "between them; nothing behind the colon leaves a column out",
      "Their Name:name,Loyalty:attributes.loyalty,Notes:"};
  p.max = 4'000;
  return p;
}

Route bulk_route(ingest::Noun noun) {
  const bool customers = noun == ingest::Noun::kCustomers;
  Route route{"POST", customers ? "/api/v1/customers/bulk" : "/api/v1/orders/bulk"};
  route.id = customers ? "bulkCustomers" : "bulkOrders";
  route.tag = customers ? "customers" : "orders";
  route.scope = route.tag + ":write";
  route.summary = customers ? "Create or update many customers" : "Create or update many orders";
  route.description =
      "A JSON array, one JSON object a line, or CSV with a header row (comma, semicolon, tab or bar), plain "
      "or with Content-Encoding: gzip. Each row is judged alone: good rows are stored, bad ones are listed "
      "with their line. All that is counted as stored is durable. An empty cell of CSV keeps what is stored; "
      "an apostrophe before = + - @ is the spreadsheet's and is dropped.";
  route.query = {map_parameter()};
  route.body.types = {"application/json", "application/x-ndjson", "text/csv"};
  route.body.schema = std::string(R"({"type": "array", "items": {"$ref": "#/components/schemas/)") +
                      (customers ? "CustomerInput" : "OrderInput") + R"("}})";
  route.body.example =
      customers
          ? R"([{"external_id": "C-1001", "name": "Asha Rao", "city": "Pune"}])"
          : R"([{"external_id": "O-5001", "customer_external_id": "C-1001", "amount": 1499.5, "ordered_at": "2025-11-20T10:00:00Z"}])";
  route.body.parsed = false;
  route.body.bulk = true;
  route.answers = {{200, "What became of the rows", "BulkReport"}, queued_bulk_answer()};
  route.handler = [noun](Context& context) { return take(context, noun); };
  return route;
}

}  // namespace carillon::api
