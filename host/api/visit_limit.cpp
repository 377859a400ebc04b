#include "api/visit_limit.h"

#include <algorithm>

#include "api/http/ascii.h"
#include "base/fnv.h"

namespace carillon::api {

namespace {

constexpr double kMinuteUs = 60e6;

// A household or a server farm has a /64 of IPv6 to itself, so that much counts as one visitor.
std::string_view network_of(std::string_view address) {
  if (address.find('.') != std::string_view::npos) return address;
  std::size_t end = 0;
  for (int groups = 0; groups < 4 && end != std::string_view::npos; ++groups) {
    end = address.find(':', end == 0 ? 0 : end + 1);
  }
  return address.substr(0, end);
}

}  // namespace

std::string visitor_of(const http::Request& request, std::span<const std::string> proxies) {
  if (std::find(proxies.begin(), proxies.end(), request.peer) == proxies.end()) return request.peer;
  std::string_view named = request.header("X-Forwarded-For");
  if (const auto comma = named.rfind(','); comma != std::string_view::npos) named.remove_prefix(comma + 1);
  named = http::trim_blanks(named);
  return std::string(named.empty() ? std::string_view(request.peer) : named);
}

std::int64_t VisitLimit::take(std::string_view visitor, double cost, double per_minute, std::int64_t now_us) {
  if (per_minute <= 0) return 0;
  const std::scoped_lock lock(mutex_);
  Bucket& bucket = buckets_[fnv1a(network_of(visitor)) % kBuckets];
  const auto passed = static_cast<double>(std::max<std::int64_t>(0, now_us - bucket.at_us));
  bucket.used = std::max(0.0, bucket.used - passed * per_minute / kMinuteUs);
  bucket.at_us = now_us;
  if (bucket.used + cost <= per_minute) {
    bucket.used += cost;
    return 0;
  }
  return static_cast<std::int64_t>((bucket.used + cost - per_minute) * kMinuteUs / per_minute) + 1;
}

}  // namespace carillon::api
