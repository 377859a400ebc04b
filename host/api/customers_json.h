// A customer as the API shows it. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/json_writer.h"
#include "store/records.h"

namespace carillon::api {

void write_customer(JsonWriter& out, const store::Customer& customer);
// Only the id and the named members. REQUIRES: each is one of customer_fields().
void write_customer_fields(JsonWriter& out, const store::Customer& customer,
                           std::span<const std::string> fields);

// The members of a customer, in the order of write_customer().
std::span<const std::string_view> customer_fields();

}  // namespace carillon::api
