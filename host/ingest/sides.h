// How the rows of one large call are shared by two transactions that run side by side, where storage has more
// than one writer. All rows of a customer are on one side, and all of an order, so neither waits for the
// other and each row meets those that came before it.
//
// Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/ingest.h"

namespace carillon::ingest {

inline std::string_view customer_of(const OrderInput& row) {
  return row.customer ? std::string_view(row.customer->external_id)
                      : std::string_view(row.customer_external_id);
}
inline std::string_view customer_of(const CustomerInput& row) { return row.external_id; }

// The side of each row, 0 or 1; empty when the rows are few, or belong together.
template <class Row>
std::vector<std::uint8_t> sides_of(const std::vector<Row>& rows) {
  constexpr std::size_t kWorthIt = 1'000;
  if (rows.size() < kWorthIt) return {};
  std::vector<std::uint8_t> sides;
  sides.reserve(rows.size());
  std::unordered_map<std::string_view, std::uint8_t> met;
  met.reserve(rows.size());
  for (const Row& row : rows) {
    // Not the last bit, which some hashes of short texts leave alike.
    const auto side = static_cast<std::uint8_t>(std::hash<std::string_view>{}(customer_of(row)) >> 7U & 1U);
    if (met.try_emplace(row.external_id, side).first->second != side) return {};
    sides.push_back(side);
  }
  const auto second = static_cast<std::size_t>(std::count(sides.begin(), sides.end(), 1));
  if (std::min(second, rows.size() - second) < rows.size() / 4) return {};
  return sides;
}

}  // namespace carillon::ingest
