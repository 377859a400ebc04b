#include "config/value_text.h"

#include <array>
#include <charconv>

namespace carillon::config {

std::string value_text(const json::value& value) {
  if (const double* number = value.if_double()) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *number).ptr;
    std::string text(digits.data(), end);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
  }
  if (const json::array* list = value.if_array()) {
    std::string text;
    for (const json::value& item : *list) text += (text.empty() ? "" : ", ") + value_text(item);
    return "[" + text + "]";
  }
  return json::serialize(value);
}

}  // namespace carillon::config
