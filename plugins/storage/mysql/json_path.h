// RFC 6901 pointers as the paths of the server's JSON functions. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carillon::mysql {

// A pointer's step that is a number may name a member or an element: each way to read the pointer is one
// path.
struct JsonPath {
  std::string path;
  // Paths that must lead to arrays for this one to hold: the server reads [0] of anything else as itself.
  std::vector<std::string> arrays{};
};

std::vector<JsonPath> json_paths(std::string_view pointer);

}  // namespace carillon::mysql
