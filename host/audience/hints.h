// What in a rule is probably a slip: groups that are empty, parts that can never be true. Pure.
//
// Looks at expressions, so that it knows nothing of operators: within one `all`, the bounds on each field are
// put together; where nothing lies between them nobody is selected.
#pragma once

#include <string>
#include <vector>

#include "audience/plan.h"

namespace carillon::audience {

std::vector<std::string> warnings(const Plan& plan);

}  // namespace carillon::audience
