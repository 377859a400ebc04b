#include "api/request_metrics.h"

#include <algorithm>
#include <string>

namespace carillon::api {

RequestMetrics::OfRoute RequestMetrics::make(telemetry::Metrics& metrics, const std::string& method,
                                             const std::string& path) {
  static constexpr std::array kClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};
  OfRoute out;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    out.by_class[i] = &metrics.counter("carillon_http_requests_total", "Requests answered",
                                       {{"method", method}, {"route", path}, {"status", kClasses[i]}});
  }
  out.seconds = &metrics.histogram("carillon_http_request_seconds", "Time from a whole request to its answer",
                                   {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10},
                                   {{"method", method}, {"route", path}});
  return out;
}

RequestMetrics::RequestMetrics(telemetry::Metrics& metrics, const std::vector<Route>& routes) {
  for (const auto& route : routes) routes_.emplace(&route, make(metrics, route.method, route.path));
  routes_.emplace(nullptr, make(metrics, "", "(none)"));
}

void RequestMetrics::observe(const Route* route, int status, double seconds) const {
  const OfRoute& of_route = routes_.at(route);
  of_route.by_class[static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1)]->add();
  of_route.seconds->observe(seconds);
}

}  // namespace carillon::api
