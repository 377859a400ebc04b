#include "api/http/message.h"

#include "api/http/ascii.h"

namespace carillon::http {

std::string_view find_header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return value;
  return {};
}

}  // namespace carillon::http
