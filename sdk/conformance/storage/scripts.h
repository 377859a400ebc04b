// The scripts of scripts/, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace carillon::conformance {

struct Script {
  std::string_view name;
  std::string_view promises;  // its first comment
  std::string_view text;
};

std::span<const Script> scripts();

}  // namespace carillon::conformance
