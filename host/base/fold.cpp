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

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t i = 0;
  while (i < size) {
    const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
    if (byte < 0x80) {
      out += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
      ++i;
      continue;
    }
    const std::int32_t start = i;
    const UChar32 c = next(text.data(), i, size);
    if (c < 0) {  // not UTF-8: kept as it is
      out.append(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start)));
      continue;
    }
    append(out, u_foldCase(c, U_FOLD_CASE_DEFAULT));
  }
  return out;
}

}  // namespace carillon
