// How many event streams may be open: each keeps a work thread busy, and requests must not starve.
//
// Thread safety: all calls from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>

#include "config/config.h"

namespace carillon::api {

class EventStreams {
 public:
  // Given back with the last copy.
  using Place = std::shared_ptr<void>;

  // Null when half of the work threads follow campaigns already.
  static Place take(const config::Config& config) {
    const std::uint32_t most = std::max(1U, config.http.work_threads / 2);
    if (open().fetch_add(1) >= most) {
      open().fetch_sub(1);
      return nullptr;
    }
    return {&open(), [](std::atomic<std::uint32_t>* count) { count->fetch_sub(1); }};
  }

 private:
  static std::atomic<std::uint32_t>& open() {
    static std::atomic<std::uint32_t> count{0};
    return count;
  }
};

}  // namespace carillon::api
