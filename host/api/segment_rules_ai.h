// The route by which a sentence becomes a rule. Called once, when routes are made.
#pragma once

#include "api/tables.h"

namespace carillon::api {

void add_segment_rule_routes(Routes& routes);

}  // namespace carillon::api
