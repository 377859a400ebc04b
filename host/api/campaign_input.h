// A campaign out of a request, new or changed: every fault is told, with its pointer.
#pragma once

#include "api/context.h"
#include "base/issue.h"
#include "store/records.h"

namespace carillon::api {

// Fills the campaign from `body`, which a schema has passed. An Error: storage failed.
Result<Issues> read_campaign(const Context& context, const json::object& body, store::Campaign& campaign);

// What a request would say to make this campaign, with a merge patch of such a request laid over it: what the
// patch says of the audience or of the content replaces what there was of another kind.
json::object patched_input(const store::Campaign& campaign, const json::object& patch);

}  // namespace carillon::api
