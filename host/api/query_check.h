// The query of a request against its route's parameters: every fault is told, a misspelt name with the
// nearest.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "api/route.h"
#include "base/issue.h"

namespace carillon::api {

using QueryValues = std::map<std::string, std::string, std::less<>>;

// `malformed`: an escape is broken, and nothing else is set.
struct CheckedQuery {
  bool malformed = false;
  QueryValues values;
  Issues issues;
};

CheckedQuery check_query(const Route& route, std::string_view query);

}  // namespace carillon::api
