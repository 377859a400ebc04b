// Who asks: what logs of changes name.
#pragma once

#include <string_view>

#include "api/context.h"

namespace carillon::api {

// Requests carry no principal yet; "host" is what happens by itself.
inline std::string_view actor_of(const Context& /*context*/) { return "api"; }

}  // namespace carillon::api
