// The named schemas of the API, as JSON Schema 2020-12 kept within what draft 7 also understands.
//
// One function a noun, each a JSON object of name -> schema; schemas refer to each other by
// "#/components/schemas/NAME". Pure functions.
#pragma once

#include <string_view>

#include "api/route.h"
#include "base/json.h"

namespace carillon::api {

std::string_view common_schemas();
std::string_view customer_schemas();
std::string_view order_schemas();
std::string_view rule_schemas();
std::string_view segment_schemas();
std::string_view campaign_schemas();
std::string_view template_schemas();
std::string_view message_schemas();
std::string_view import_schemas();
std::string_view plugin_schemas();
std::string_view queue_schemas();
std::string_view suggestion_schemas();
std::string_view suppression_schemas();

// All of them in one object. Throws std::logic_error when one is not JSON or a name comes twice.
json::value components_value();

// A reference to a component, or the schema itself.
json::value schema_value(const SchemaText& schema);

}  // namespace carillon::api
