// What other systems call fields and operators. Pure functions over static tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace carillon::audience {

// "totalSpend", "Total Spend" and "total_spend" are one word.
std::string plain_word(std::string_view name);

// The field that is probably meant; empty when there is none. "attributes.x" stays.
std::string field_for(std::string_view name);
// Of fields that count days since something, such as "inactiveDays": the time; else empty.
std::string time_counted_by(std::string_view name);
// The operator: one of ours, or "not_contains", "not_between", "on_or_before", "on_or_after",
// "not_starts_with", "not_ends_with". Empty when it is unknown.
std::string operator_for(std::string_view name);

// "30 days ago", "30 days", "30d", {"value": 30, "unit": "days"}: as "30d".
std::optional<std::string> relative_window(const json::value& value);
// 5000, "5,000", "5000.50": as a number, or as a text of exactly these digits.
std::optional<json::value> number_for(const json::value& value);

}  // namespace carillon::audience
