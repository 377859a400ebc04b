// How many messages may go now, under limits that all hosts share.
//
// A limit is a sliding window (delivery/rate_window.h) in a row of storage, changed by compare-and-set.
// Messages are reserved before they are offered and given back when the channel did not take them. Thread
// safety: all calls from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace carillon::delivery {

struct RateLimit {
  std::string name;  // of the row; limits of one name have one window
  std::int64_t most = 0;
  std::int64_t window_us = 0;
};

// What limits a channel's messages.
struct ChannelRates {
  // Of all messages from a sender at an instant.
  std::function<std::vector<RateLimit>(std::string_view sender, std::int64_t now_us)> of_sender;
  std::map<std::string, std::vector<RateLimit>, std::less<>> of_domain;  // in lower case
};

struct Grant {
  std::size_t n = 0;
  std::int64_t come_again_us =
      0;  // when n is fewer than wanted: the first instant at which there may be more
};

class Rates {
 public:
  Rates(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  // As many of `wanted` as every limit has room for. Storage that fails grants none, for a moment.
  Grant reserve(std::span<const RateLimit> limits, std::size_t wanted);
  void give_back(std::span<const RateLimit> limits, std::size_t n);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace carillon::delivery
