// Text as HTML shows it, in content and in quoted attributes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace carillon::liquid {

// What stands for a character; null: itself.
constexpr std::string_view html_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

inline std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const std::string_view instead = html_of(c);
    if (instead.data() == nullptr) {
      out += c;
    } else {
      out += instead;
    }
  }
  return out;
}

}  // namespace carillon::liquid
