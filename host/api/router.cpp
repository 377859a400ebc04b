#include "api/router.h"

#include <optional>
#include <stdexcept>

#include "api/url_text.h"

namespace carillon::api {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::map<std::string, const Route*, std::less<>> routes;  // by method
};

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> out;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto end = path.find('/');
    out.push_back(path.substr(0, end));
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
  }
  return out;
}

}  // namespace

Router::Router(const std::vector<Route>& routes) : root_(std::make_unique<Node>()) {
  for (const auto& route : routes) {
    Node* node = root_.get();
    for (const auto segment : segments_of(route.path)) {
      auto& next = segment.starts_with('{') ? node->parameter : node->literals[std::string(segment)];
      if (next == nullptr) next = std::make_unique<Node>();
      node = next.get();
    }
    if (!node->routes.emplace(route.method, &route).second) {
      throw std::logic_error("two routes for " + route.method + " " + route.path);
    }
  }
}

Router::~Router() = default;

Router::Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  std::vector<std::string> segments;
  for (const auto segment : segments_of(path)) {
    auto decoded = percent_decode(segment);
    if (!decoded) {
      match.malformed = true;
      return match;
    }
    segments.push_back(*std::move(decoded));
  }
  const Node* node = root_.get();
  for (const auto& segment : segments) {
    const auto literal = node->literals.find(segment);
    if (literal != node->literals.end()) {
      node = literal->second.get();
    } else if (node->parameter != nullptr && !segment.empty()) {
      node = node->parameter.get();
    } else {
      return match;
    }
  }
  if (node->routes.empty()) return match;
  const auto found = node->routes.find(method == "HEAD" ? "GET" : method);
  if (found == node->routes.end()) {
    for (const auto& [of_node, route] : node->routes) {
      match.allowed += (match.allowed.empty() ? "" : ", ") + of_node;
      if (of_node == "GET") match.allowed += ", HEAD";
    }
    match.allowed += ", OPTIONS";
    return match;
  }
  match.route = found->second;
  const auto names = segments_of(match.route->path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].starts_with('{')) match.values.emplace(names[i].substr(1, names[i].size() - 2), segments[i]);
  }
  return match;
}

}  // namespace carillon::api
