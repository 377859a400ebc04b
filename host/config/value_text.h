// A value as a person writes it in TOML: 0.9 and not 9E-1. Thread safety: pure.
#pragma once

#include <string>

#include "base/json.h"

namespace carillon::config {

std::string value_text(const json::value& value);

}  // namespace carillon::config
