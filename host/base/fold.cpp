#include "base/fold.h"

#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace carillon {

// ICU's macros narrow by design.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
namespace {
UChar32 next(const char* text, std::int32_t& i, std::int32_t size) {
  UChar32 c = 0;
  U8_NEXT(text, i, size, c);
  return c;
}
void append(std::string& out, UChar32 c) {
  char bytes[4];
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  out.append(bytes, static_cast<std::size_t>(n));
}
}  // namespace
#pragma GCC diagnostic pop

namespace {

// Maps every code point; `ascii` serves the common case without a look-up.
template <class Ascii, class Map>
std::string mapped(std::string_view text, Ascii ascii, Map map) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t i = 0;
  while (i < size) {
    const char byte = text[static_cast<std::size_t>(i)];
    if (static_cast<unsigned char>(byte) < 0x80) {
      out += ascii(byte);
      ++i;
      continue;
    }
    const std::int32_t start = i;
    const UChar32 c = next(text.data(), i, size);
    if (c < 0) {  // not UTF-8: kept as it is
      out.append(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
    } else {
      append(out, map(c));
    }
  }
  return out;
}

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

}  // namespace

std::string fold(std::string_view text) {
  return mapped(text, ascii_lower, [](UChar32 c) { return u_foldCase(c, U_FOLD_CASE_DEFAULT); });
}

std::string upper(std::string_view text) {
  return mapped(text, ascii_upper, [](UChar32 c) { return u_toupper(c); });
}

std::string lower(std::string_view text) {
  return mapped(text, ascii_lower, [](UChar32 c) { return u_tolower(c); });
}

std::size_t code_points(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return n;
}

std::string_view first_code_points(std::string_view text, std::size_t n) {
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && n-- == 0) break;
  }
  return text.substr(0, i);
}

}  // namespace carillon
