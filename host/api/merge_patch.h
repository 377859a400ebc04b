// JSON Merge Patch, RFC 7396. Pure.
#pragma once

#include "base/json.h"

namespace carillon::api {

json::value merge_patch(json::value target, const json::value& patch);

}  // namespace carillon::api
