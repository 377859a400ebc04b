#include "encoding.h"

#include <algorithm>
#include <cstdint>

namespace carillon::mime {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto part = bytes.substr(i, 3);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8 | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) out += k <= part.size() ? kDigits[word >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string quoted_printable(std::string_view text) {
  constexpr std::size_t kLine = 76;
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > kLine - 1) {  // one place is kept for the soft break
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool plain = (c > ' ' && c <= '~' && c != '=') || ((c == ' ' || c == '\t') && !ends_line);
    // A line that begins with a dot is doubled or lost by careless mail programs.
    if (plain && !(c == '.' && column == 0)) {
      put({&c, 1});
    } else {
      const auto u = static_cast<unsigned char>(c);
      const char code[3] = {'=', kHex[u >> 4], kHex[u & 15]};
      put({code, 3});
    }
  }
  return out;
}

std::string header_text(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  const bool looks_encoded = text.find("=?") != std::string_view::npos;
  if (plain && !looks_encoded && text.size() <= 60) return std::string(text);
  constexpr std::size_t kBytes = 42;  // 56 characters of base64: the word stays under 75
  std::string out;
  while (!text.empty()) {
    std::size_t n = std::min(kBytes, text.size());
    while (n > 1 && n < text.size() && is_continuation(text[n])) --n;
    if (!out.empty()) out += "\r\n ";
    out += "=?utf-8?B?" + base64(text.substr(0, n)) + "?=";
    text.remove_prefix(n);
  }
  return out;
}

}  // namespace carillon::mime
