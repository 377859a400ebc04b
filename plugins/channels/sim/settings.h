// The vendor's behaviour, from the instance's configuration.
#pragma once

#include <cstdint>
#include <string>

#include <carillon/config.hpp>

namespace carillon::sim {

enum class Receipts { kOff, kDirect, kHttp };

struct Settings {
  explicit Settings(const Config& config);

  std::uint64_t seed;
  double success_rate, temporary_failure_rate;
  std::int64_t latency_min_us, latency_max_us;
  std::uint32_t throttle_per_second, max_in_flight, max_text_len;
  Receipts receipts;
  std::string receipts_url, webhook_secret;
  double duplicate_rate, late_rate, reorder_rate, lost_rate, open_rate, click_rate;
  std::int64_t late_us;
  std::int64_t down_every_us, down_for_us;
  std::uint32_t remembered_keys;
  bool long_tail;  // of latencies
  double permanent_failure_rate, hang_rate, throw_rate, double_completion_rate, garbage_rate;
  std::int64_t hang_us;
  std::uint32_t receipt_flood;
  std::string ledger;
};

}  // namespace carillon::sim
