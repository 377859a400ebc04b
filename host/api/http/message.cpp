#include "api/http/message.h"

#include <future>
#include <utility>

#include "api/http/ascii.h"

namespace carillon::http {

std::string_view find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return value;
  return {};
}

Response awaited(Response response) {
  if (!response.later) return response;
  auto promise = std::make_shared<std::promise<Response>>();
  auto answer = promise->get_future();
  const auto later = std::exchange(response.later, nullptr);
  later([promise = std::move(promise)](Response given) { promise->set_value(std::move(given)); });
  return answer.get();
}

}  // namespace carillon::http
