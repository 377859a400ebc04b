// Counts and times of requests, by route and class of status.
//
// Thread safety: all calls from any thread.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "api/route.h"
#include "telemetry/metrics.h"

namespace carillon::api {

class RequestMetrics {
 public:
  RequestMetrics(telemetry::Metrics& metrics, const std::vector<Route>& routes);
  // `route` null: nothing matched.
  void observe(const Route* route, int status, double seconds) const;

 private:
  struct OfRoute {
    std::array<telemetry::Counter*, 5> by_class{};
    telemetry::Histogram* seconds = nullptr;
  };
  static OfRoute make(telemetry::Metrics& metrics, const std::string& method, const std::string& path);
  std::map<const Route*, OfRoute> routes_;
};

}  // namespace carillon::api
