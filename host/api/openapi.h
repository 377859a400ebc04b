// The OpenAPI document, made from the table of routes and the named schemas. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "api/route.h"
#include "base/json.h"

namespace carillon::api {

// OpenAPI 3.1. `operators`: the names that a leaf of a rule may use.
json::value openapi_document(const std::vector<Route>& routes, const std::vector<std::string>& operators);

// The same as OpenAPI 3.0.3 for tools that cannot follow a recursive schema: rules nest three levels deep.
json::value flat_document(const json::value& document);

}  // namespace carillon::api
