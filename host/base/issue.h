// What is wrong with one place of an input; a request may have many, and all of them are told.
#pragma once

#include <string>
#include <vector>

namespace carillon {

struct Issue {
  std::string pointer;  // RFC 6901 JSON pointer into the input; empty: the input itself
  std::string code;     // stable and symbolic: "required", "type", "unknown_field", ...
  std::string detail;   // found, expected, remedy
};

using Issues = std::vector<Issue>;

}  // namespace carillon
