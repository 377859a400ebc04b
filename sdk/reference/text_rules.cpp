#include "text_rules.h"

#include <algorithm>

#include <boost/json.hpp>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace carillon::reference {

std::string fold(std::string_view text) {
  std::string out(text);
  const auto plain = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(out.begin(), out.end(), plain)) {
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return out;
  }
  out.clear();
  while (!text.empty()) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4));
    std::int32_t width = 0;
    UChar32 c = 0;
    U8_NEXT(bytes, width, left, c);
    if (c < 0) {
      out += text.substr(0, static_cast<std::size_t>(width));
    } else {
      c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
      char folded[4];
      std::int32_t size = 0;
      U8_APPEND_UNSAFE(folded, size, c);
      out.append(folded, static_cast<std::size_t>(size));
    }
    text.remove_prefix(static_cast<std::size_t>(width));
  }
  return out;
}

std::optional<OwnedCell> json_scalar(std::string_view json, std::string_view pointer) {
  boost::system::error_code error;
  const boost::json::value doc = boost::json::parse(json, error);
  if (error) return std::nullopt;
  const boost::json::value* at = doc.find_pointer(pointer, error);
  if (at == nullptr) return std::nullopt;
  if (at->is_bool()) return OwnedCell(cell::boolean(at->get_bool()));
  if (at->is_number()) return OwnedCell(cell::real(at->to_number<double>()));
  if (at->is_string()) return OwnedCell(cell::text(at->get_string()));
  return std::nullopt;
}

}  // namespace carillon::reference
