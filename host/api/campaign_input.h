// A new campaign's audience and content out of a request: every fault is told, with its pointer.
#pragma once

#include "api/context.h"
#include "base/issue.h"
#include "store/records.h"

namespace carillon::api {

// Fills the campaign from the context's body, which the route's schema has passed. An Error: storage failed.
Result<Issues> read_campaign(const Context& context, store::Campaign& campaign);

}  // namespace carillon::api
