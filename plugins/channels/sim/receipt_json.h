// Receipts as JSON, in the one form that the simulators post and take:
//   {"receipts":[{"idempotency_key":"..."|"provider_id":"...","state":"delivered","at":"2026-05-01T10:00:00Z",
//                 "detail_code":"...","detail":"..."}]}
// [any], no state.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/channel.hpp>

namespace carillon::sim {

struct OwnedReceipt {
  std::int32_t state = 0;
  std::string provider_id, idempotency_key;
  std::int64_t at_us = 0;
  std::string detail_code, detail;

  Receipt borrowed() const { return {state, provider_id, idempotency_key, at_us, detail_code, detail}; }
};

std::string write_receipts(std::span<const Receipt> receipts);

// Needs the host's json service. `at` is RFC 3339 in UTC or microseconds since 1970; absent, it is now_us.
// Everything or nothing: one receipt that is not understood refuses the body, and the error names it.
Result<std::vector<OwnedReceipt>> read_receipts(std::string_view body, std::int64_t now_us);

// "2026-05-01T10:00:00.250000Z".
std::string write_time(std::int64_t us);
Result<std::int64_t> read_time(std::string_view text);

}  // namespace carillon::sim
