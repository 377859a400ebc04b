// Whom a single message goes to, out of a request: a customer by name, or an address with or without a
// customer.
#pragma once

#include <string>

#include "api/context.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/direct.h"

namespace carillon::api {

// Fills request.customer and request.address. Faults go to `issues`, at `pointer` or below. An Error: storage
// failed.
Status read_recipient(const Context& context, const json::value& to, const std::string& pointer,
                      delivery::DirectRequest& request, Issues& issues);

}  // namespace carillon::api
