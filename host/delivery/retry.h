// When a message that was not delivered is tried again. Pure.
#pragma once

#include <cstdint>

#include "delivery/key.h"

namespace carillon::delivery {

struct RetryPolicy {
  std::uint32_t max_attempts = 5;
  std::int64_t base_us = 500'000;
  std::int64_t max_us = 60'000'000;
};

// How long to wait before attempt `attempt` + 1: doubles from the base, capped, with full jitter by `key`.
std::int64_t retry_delay(const RetryPolicy& policy, const MessageKey& key, std::uint32_t attempt,
                         std::uint32_t advised_ms);

}  // namespace carillon::delivery
