#include "api/api.h"

#include <chrono>

#include "api/body_check.h"
#include "api/context.h"
#include "api/etag.h"
#include "api/idempotency.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/query_check.h"
#include "api/request_metrics.h"
#include "api/router.h"
#include "api/tables.h"
#include "audience/audience.h"
#include "config/config.h"
#include "telemetry/log.h"

namespace carillon::api {

namespace {

// A body above this leaves in pieces, so that the buffer of a connection stays bounded.
constexpr std::size_t kWholeBelow = 4U << 20;
constexpr std::size_t kPiece = 256U << 10;
// A body up to this is read and judged in a fraction of a millisecond.
constexpr std::size_t kSoonRead = 16U << 10;

void stream_if_large(http::Response& response) {
  if (response.stream || response.body.size() < kWholeBelow) return;
  auto body = std::make_shared<std::string>(std::move(response.body));
  response.body.clear();
  response.stream = [body, at = std::size_t{0}]() mutable {
    std::string piece = body->substr(at, kPiece);
    at += piece.size();
    return piece;
  };
}

}  // namespace

struct Api::Impl {
  explicit Impl(Services s)
      : services(std::move(s)),
        routes(make_routes()),
        router(routes),
        bodies(routes),
        request_metrics(services.metrics, routes) {
    std::vector<std::string> operators;
    for (const auto& op : services.compiler.operators()) operators.push_back(op.name);
    const json::value made = openapi_document(routes, operators);
    document = json::serialize(made);
    flat = json::serialize(flat_document(made));
  }

  Routes make_routes() {
    Routes out;
    add_customer_routes(out);
    add_order_routes(out);
    add_rule_routes(out);
    add_segment_routes(out);
    add_segment_history_routes(out);
    add_segment_people_routes(out);
    add_template_routes(out);
    add_template_render_routes(out);
    add_campaign_routes(out);
    add_campaign_move_routes(out);
    add_campaign_preview_routes(out);
    add_message_routes(out);
    add_progress_routes(out);
    add_import_routes(out);
    add_dead_letter_routes(out);
    add_export_routes(out);
    add_channel_routes(out);
    add_consent_routes(out);
    add_suppression_routes(out);
    add_suppression_row_routes(out);
    add_public_routes(out);
    add_plugin_routes(out);
    add_suggestion_routes(out);
    add_operation_routes(out);
    Parameter flat_parameter{"flat", ParameterType::kChoice, "1: OpenAPI 3.0.3 without recursion", "\"1\""};
    flat_parameter.choices = {"0", "1"};
    flat_parameter.otherwise = "0";
    out.push_back({.method = "GET",
                   .path = "/api/v1/openapi.json",
                   .id = "getDocument",
                   .tag = "operations",
                   .summary = "This document",
                   .query = {flat_parameter},
                   .answers = {{200, "OpenAPI", R"({"type": "object", "additionalProperties": true})",
                                "application/json", "", true}},
                   .handler = [this](Context& context) {
                     return tagged(context, context.query("flat") == "1" ? flat : document);
                   }});
    return out;
  }

  http::Response dispatch(const http::Request& request, const Route*& route) const {
    auto match = router.find(request.method, request.path);
    if (match.malformed)
      return problem(request, 400, "malformed", "the path has a broken %-escape or is not UTF-8");
    route = match.route;
    if (route == nullptr) return unrouted(request, match.allowed);
    Context context{request, *route, services, std::move(match.values), {}, {}, {}};
    auto query = check_query(*route, request.query);
    if (query.malformed)
      return problem(request, 400, "malformed", "the query has a broken %-escape or is not UTF-8");
    if (!query.issues.empty()) return invalid_request(request, query.issues);
    context.query_values = std::move(query.values);
    if (auto refused = bodies.read(context)) return *std::move(refused);
    return takes_key(*route) ? idempotency.answer(context, route->handler) : route->handler(context);
  }

  http::Response unrouted(const http::Request& request, const std::string& allowed) const {
    if (allowed.empty())
      return problem(request, 404, "not_found",
                     "there is nothing at this path; GET /api/v1/openapi.json lists what there is");
    http::Response response;
    if (request.method == "OPTIONS") {
      response.status = 204;
    } else {
      response = problem(request, 405, "method_not_allowed",
                         request.method + " is not allowed here; " + allowed + " are");
    }
    response.headers.emplace_back("Allow", allowed);
    return response;
  }

  const Services services;
  const Routes routes;
  const Router router;
  const BodyCheck bodies;
  const RequestMetrics request_metrics;
  mutable Idempotency idempotency;
  std::string document, flat;
};

bool reads_files(std::string_view method, std::string_view path) {
  return method == "POST" && (path == "/api/v1/customers/bulk" || path == "/api/v1/orders/bulk" ||
                              path == "/api/v1/imports" || path == "/api/v1/suppressions/import");
}

bool answers_without_waiting(const http::Request& request) {
  if (request.path == "/healthz") return true;
  if (request.body_file || request.body.size() > kSoonRead) return false;
  return request.method == "POST" &&
         (request.path == "/api/v1/customers" || request.path == "/api/v1/orders") &&
         request.header("Idempotency-Key").empty();
}

Api::Api(Services services) : impl_(std::make_unique<Impl>(std::move(services))) {}
Api::~Api() = default;

http::Response Api::answer(const http::Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  const Route* route = nullptr;
  http::Response response;
  try {
    response = impl_->dispatch(request, route);
  } catch (const std::exception& e) { response = failure(request, internal_error(e.what())); }
  const auto finish = [impl = impl_.get(), route, start](http::Response& made) {
    stream_if_large(made);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    impl->request_metrics.observe(route, made.status, took.count());
  };
  if (!response.later) {
    finish(response);
    return response;
  }
  response.later = [finish, later = std::move(response.later)](const http::Answerer& answer) {
    later([finish, answer](http::Response made) {
      finish(made);
      answer(std::move(made));
    });
  };
  return response;
}

http::Handler Api::handler() const {
  return [this](const http::Request& request) { return answer(request); };
}

http::BodyLimit Api::body_limit() const {
  return [this](std::string_view method, std::string_view path) -> std::uint64_t {
    const auto match = impl_->router.find(method, path);
    const auto& config = impl_->services.config;
    if (match.route == nullptr || !match.route->body.bulk) return config.http.max_body_bytes;
    return match.route->body.file ? config.ingest.max_import_bytes : config.http.max_bulk_bytes;
  };
}

http::ErrorPage Api::error_page() { return api::error_page; }

const std::vector<Route>& Api::routes() const { return impl_->routes; }

}  // namespace carillon::api
