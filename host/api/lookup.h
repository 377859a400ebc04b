// Rows named by a path: by id, or by "external:" and the caller's own id.
#pragma once

#include <optional>
#include <string_view>

#include "api/context.h"
#include "store/records.h"
#include "store/templates.h"

namespace carillon::api {

// CRL_E_NOT_FOUND says what would have been a name.
Result<store::Customer> customer_named(const Context& context, std::string_view name);
Result<store::Order> order_named(const Context& context, std::string_view name);
Result<store::Segment> segment_named(const Context& context, std::string_view id);
Result<store::MessageTemplate> template_named(const Context& context, std::string_view id);
Result<store::Campaign> campaign_named(const Context& context, std::string_view id);

}  // namespace carillon::api
