// Phone numbers where the library for them is not there: only in international form, judged by their length.
#include "policy/addresses.h"

namespace carillon::policy {

std::optional<std::string> phone_number(std::string_view text, std::string_view) {
  std::string digits;
  bool international = text.starts_with('+') || text.starts_with("00");
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (std::string_view("+ -.()/").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (text.starts_with("00")) digits.erase(0, 2);
  if (!international || digits.size() < 7 || digits.size() > 15 || digits[0] == '0') return std::nullopt;
  return "+" + digits;
}

std::string_view country_of(std::string_view) { return {}; }

}  // namespace carillon::policy
