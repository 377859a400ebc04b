// How much strangers may ask of the pages that are open to everybody, by the address that they come from.
//
// Each address has a bucket that refills evenly over a minute. Memory is bounded: buckets lie in a table of
// fixed size, and addresses that meet in one place of it share a bucket, so that a flood from many addresses
// may make some others wait and can do nothing else.
// Thread safety: all calls from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"

namespace carillon::api {

// Who asks: the peer; behind one of our proxies the address that it names last in X-Forwarded-For.
std::string visitor_of(const http::Request& request, std::span<const std::string> proxies);

class VisitLimit {
 public:
  VisitLimit() : buckets_(kBuckets) {}

  // Takes `cost` of what `visitor` has left of `per_minute`. Answers 0, or in how many microseconds there is
  // enough again; nothing is taken then. `per_minute` 0: there is no limit.
  std::int64_t take(std::string_view visitor, double cost, double per_minute, std::int64_t now_us);

 private:
  static constexpr std::size_t kBuckets = 16'384;
  struct Bucket {
    double used = 0;
    std::int64_t at_us = 0;
  };

  std::mutex mutex_;
  std::vector<Bucket> buckets_;  // guarded by mutex_
};

}  // namespace carillon::api
