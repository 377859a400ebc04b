// Suppressions between JSON and storage. Pure, but for the gate's rules of what an address is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/json_writer.h"
#include "base/issue.h"
#include "base/json.h"
#include "policy/gate.h"
#include "store/suppressions.h"

namespace carillon::api {

std::string_view suppression_reason_name(store::SuppressionReason reason);
std::optional<store::SuppressionReason> suppression_reason_of(std::string_view name);

void write_suppression(JsonWriter& out, const store::Suppression& row);

// An address in its normal form, whatever kind it is; nullopt: it is none.
std::optional<std::string> normal_address(const policy::Gate& gate, std::string_view address);

// A suppression as a caller gives it; `row.id` and, for a customer named by the caller's own id, the customer
// are yet to be filled in.
struct SuppressionInput {
  store::Suppression row;
  std::string customer_external_id;
};
SuppressionInput parse_suppression(const json::value& given, const policy::Gate& gate, std::int64_t now_us,
                                   Issues& issues);
// Once the customer is known.
void name_customer(store::Suppression& row, Id customer);

}  // namespace carillon::api
