// Finds the route of a method and path.
//
// A literal segment wins over a parameter. Thread safety: immutable once built.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/route.h"

namespace carillon::api {

class Router {
 public:
  // Borrows the routes. REQUIRES: no two have the same method and shape of path.
  explicit Router(const std::vector<Route>& routes);
  ~Router();

  struct Match {
    const Route* route = nullptr;                            // null: see `allowed` and `malformed`
    std::map<std::string, std::string, std::less<>> values;  // of the path's parameters, decoded
    std::string allowed;     // without a route: "GET, POST" where the path exists; empty: it does not
    bool malformed = false;  // a broken escape
  };
  // HEAD finds the GET of a path.
  Match find(std::string_view method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace carillon::api
