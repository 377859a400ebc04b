#include "api/context.h"

#include <algorithm>
#include <charconv>
#include <exception>

#include "api/problem.h"

namespace carillon::api {

std::string_view Context::query(std::string_view name) const {
  if (const auto at = query_values.find(name); at != query_values.end()) return at->second;
  const auto of_route =
      std::find_if(route.query.begin(), route.query.end(), [&](const auto& p) { return p.name == name; });
  return of_route == route.query.end() ? std::string_view{} : std::string_view(of_route->otherwise);
}

std::int64_t Context::query_int(std::string_view name) const {
  const std::string_view text = query(name);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

http::Response ok(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

void give(const http::Answerer& answer, const http::Request& request,
          const std::function<http::Response()>& make) {
  http::Response response;
  try {
    response = make();
  } catch (const std::exception& e) { response = failure(request, internal_error(e.what())); }
  answer(std::move(response));
}

}  // namespace carillon::api
