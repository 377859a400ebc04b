// A customer or an order on its way through the queue: one row is one entry, its body the row's JSON.
//
// All rows of one customer, his orders among them, go through one stream, so that what was sent later is
// stored later. An order that is sent again for another customer changes its stream, and its order is not
// kept then.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/issue.h"
#include "base/json.h"
#include "ingest/ingest.h"
#include "ingest/members.h"
#include "queueing/port.h"

namespace carillon::queueing {

inline constexpr std::array<std::string_view, 4> kStreams{"rows-0", "rows-1", "rows-2", "rows-3"};
inline constexpr std::string_view kGroup = "hosts";

inline constexpr std::uint32_t kCustomerRow = 1;
inline constexpr std::uint32_t kOrderRow = 2;

// "customers" or "orders", for people.
std::string_view noun_of(std::uint32_t kind);

struct Row {
  std::string id;  // of its entry
  std::uint32_t deliveries = 1;
  std::uint32_t attempts = 0;  // of storing it, since this host has it
  std::variant<ingest::CustomerInput, ingest::OrderInput> input;

  bool is_order() const { return std::holds_alternative<ingest::OrderInput>(input); }
  const ingest::CustomerInput& customer() const { return std::get<ingest::CustomerInput>(input); }
  const ingest::OrderInput& order() const { return std::get<ingest::OrderInput>(input); }
  // The external_id of the customer.
  const std::string& key() const;
  bool brings_customer() const { return is_order() && order().customer.has_value(); }
};

// The entry of a row from outside and the external_id of its customer, or what is wrong with it.
struct Judged {
  Entry entry;
  std::string key, external_id;  // of the customer, and of the row
  std::size_t stream() const;
};
std::variant<Judged, Issues> judge(std::uint32_t kind, const json::value& row, std::int64_t now_us);

// The row of an entry. An Error: no repetition will make a row of it.
Result<Row> row_of(const Delivered& entry, std::int64_t now_us);

// "/amount: expected ...; ..."
std::string text_of(const Issues& issues);

}  // namespace carillon::queueing
