// An order as the API shows it. Pure function.
#pragma once

#include <string>
#include <string_view>

#include "api/json_writer.h"
#include "store/records.h"

namespace carillon::api {

std::string_view order_status_name(store::OrderStatus status);

// `customer`: the external id of the order's customer; empty shows as null.
void write_order(JsonWriter& out, const store::Order& order, const std::string& customer);

}  // namespace carillon::api
