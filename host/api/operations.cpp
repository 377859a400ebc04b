// Health, metrics, the way to the documentation.
#include "api/context.h"
#include "api/docs.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "queueing/queue.h"
#include "store/database.h"
#include "telemetry/metrics.h"

namespace carillon::api {

namespace {

http::Response health(Context&) { return ok(R"({"status":"ok"})"); }

http::Response ready(Context& context) {
  const Status done = context.services.database.ping();
  if (!done)
    return failure(context.request, unavailable("storage does not answer: " + done.error().message, 1'000));
  const auto* queue = context.services.queue;
  if (queue == nullptr) return ok(R"({"status":"ready","checks":{"storage":"ok"}})");
  const auto state = queue->state();
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("status", "ready").key("checks").begin_object().member("storage", "ok");
  // All but taking rows works without it, and rows are refused with the reason.
  out.member("queue", state.up ? "ok" : "degraded: " + state.reason).end_object().end_object();
  return ok(std::move(body));
}

http::Response metrics(Context& context) {
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = context.services.metrics.page();
  return response;
}

http::Response front(Context&) {
  return ok(
      R"({"name":"Carillon","docs":"/docs","openapi":"/api/v1/openapi.json","health":"/healthz","metrics":"/metrics"})");
}

}  // namespace

void add_operation_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/healthz",
                    .id = "getHealth",
                    .tag = "operations",
                    .summary = "Whether the process lives",
                    .answers = {{200, "It does", "Health"}},
                    .handler = health});
  routes.push_back({.method = "GET",
                    .path = "/readyz",
                    .id = "getReadiness",
                    .tag = "operations",
                    .summary = "Whether requests can be served",
                    .answers = {{200, "They can", "Health"}},
                    .problems = {503},
                    .handler = ready});
  routes.push_back({.method = "GET",
                    .path = "/metrics",
                    .id = "getMetrics",
                    .tag = "operations",
                    .summary = "Metrics in Prometheus' text format",
                    .answers = {{200, "The metrics", R"({"type": "string"})", "text/plain",
                                 "# HELP up Whether it runs\n"}},
                    .handler = metrics});
  routes.push_back(
      {.method = "GET",
       .path = "/",
       .id = "getFront",
       .tag = "operations",
       .summary = "Where to go from here",
       .answers = {{200, "Links", R"({"type": "object", "additionalProperties": {"type": "string"}})"}},
       .handler = front});
  Route page{.method = "GET",
             .path = "/docs",
             .id = "getDocs",
             .tag = "operations",
             .summary = "Swagger UI",
             .answers = {{200, "A page", R"({"type": "string"})", "text/html"}},
             .handler = docs_page};
  page.documented = false;
  Route file{.method = "GET",
             .path = "/docs/{file}",
             .id = "getDocsFile",
             .tag = "operations",
             .summary = "A file of Swagger UI",
             .answers = {{200, "A file"}},
             .handler = docs_file};
  file.documented = false;
  routes.push_back(std::move(page));
  routes.push_back(std::move(file));
}

}  // namespace carillon::api
