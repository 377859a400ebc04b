#include "gsm.h"

namespace carillon::mock {
namespace {

constexpr std::u32string_view kBasic =
    U"@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_"
    U"\u03a6\u0393\u039b\u03a9"
    U"\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9 !\"#\u00a4%&'()*+,-./0123456789:;<=>?\u00a1"
    U"ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6"
    U"\u00f1"
    U"\u00fc\u00e0";
constexpr std::u32string_view kExtended = U"^{}\\[~]|\u20ac";  // an escape and a character: two septets

// Takes one character off the front; 0xFFFFFFFF for a broken one.
char32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (n > text.size()) {
    text = {};
    return 0xFFFFFFFF;
  }
  char32_t c = n == 1 ? first : first & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(n);
  return c;
}

}  // namespace

std::optional<std::size_t> gsm_length(std::string_view text) {
  std::size_t septets = 0;
  while (!text.empty()) {
    const char32_t c = take(text);
    if (kBasic.find(c) != std::u32string_view::npos)
      septets += 1;
    else if (kExtended.find(c) != std::u32string_view::npos)
      septets += 2;
    else
      return std::nullopt;
  }
  return septets;
}

}  // namespace carillon::mock
