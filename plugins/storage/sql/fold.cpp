#include "fold.h"

#include <algorithm>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace carillon::sql {

void fold_into(std::string_view text, std::string& out) {
  out.resize(text.size());
  std::size_t n = 0;
  for (; n < text.size(); ++n) {
    const auto byte = static_cast<unsigned char>(text[n]);
    if (byte >= 0x80) break;
    out[n] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
  }
  if (n == text.size()) return;
  out.resize(n);

  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  while (n < text.size()) {
    std::int32_t width = 0;
    UChar32 c = 0;
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - n, 4));
    U8_NEXT(bytes + n, width, left, c);
    if (c < 0) {  // not UTF-8: kept as it is
      out.append(text.substr(n, static_cast<std::size_t>(width)));
    } else {
      c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
      char folded[4];
      std::int32_t size = 0;
      U8_APPEND_UNSAFE(folded, size, c);
      out.append(folded, static_cast<std::size_t>(size));
    }
    n += static_cast<std::size_t>(width);
  }
}

}  // namespace carillon::sql
