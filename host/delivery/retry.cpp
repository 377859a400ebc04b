#include "delivery/retry.h"

#include <algorithm>

namespace carillon::delivery {

std::int64_t retry_delay(const RetryPolicy& policy, const MessageKey& key, std::uint32_t attempt,
                         std::uint32_t advised_ms) {
  const std::uint32_t doublings = std::min(attempt > 0 ? attempt - 1 : 0, 30U);
  const std::int64_t most = std::min(policy.max_us, policy.base_us << doublings);
  auto hash = static_cast<std::uint64_t>(key.customer) * 0x9E37'79B9'7F4A'7C15U + attempt;
  hash ^= hash >> 31U;
  const auto jitter = static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(most / 2 + 1));
  return std::max(most / 2 + jitter, std::int64_t{advised_ms} * 1000);
}

}  // namespace carillon::delivery
