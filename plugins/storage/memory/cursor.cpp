#include "cursor.h"

#include <bit>
#include <charconv>
#include <optional>

namespace carillon::memory {

namespace {

std::string to_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (; !hex.empty(); hex.remove_prefix(2)) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
  }
  return out;
}

// A cell as text; "-" is missing.
std::string word_of(const crl_value& v) {
  if (v.is_null != 0) return "-";
  if (reference::holds_text(v.type)) return "x" + to_hex(view(v.v.s));
  return "i" + std::to_string(v.type == CRL_T_F64 ? std::bit_cast<std::int64_t>(v.v.f) : v.v.i);
}

std::optional<reference::OwnedCell> cell_of(std::uint32_t type, std::string_view word) {
  if (word == "-") return reference::OwnedCell(cell::null(type));
  if (word.empty() || word[0] != (reference::holds_text(type) ? 'x' : 'i')) return std::nullopt;
  word.remove_prefix(1);
  if (reference::holds_text(type)) {
    const auto text = from_hex(word);
    if (!text) return std::nullopt;
    return reference::OwnedCell(cell::text(*text, type));
  }
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return reference::OwnedCell(type == CRL_T_F64 ? cell::real(std::bit_cast<double>(n))
                                                : cell::of_int(n, type));
}

Error bad() {
  return invalid(
      "the cursor is not one of this query: pass what the page before it answered, with the same order");
}

}  // namespace

std::string encode_cursor(std::string_view order, std::span<const crl_value> cells) {
  std::string out = to_hex(order);
  for (const crl_value& v : cells) out += "." + word_of(v);
  return out;
}

Result<reference::Row> decode_cursor(std::string_view order, std::span<const std::uint32_t> types,
                                     std::string_view cursor) {
  const std::string mark = to_hex(order);
  if (!cursor.starts_with(mark)) return bad();
  cursor.remove_prefix(mark.size());
  reference::Row out;
  while (!cursor.empty()) {
    if (cursor[0] != '.' || out.size() == types.size()) return bad();
    cursor.remove_prefix(1);
    const std::string_view word = cursor.substr(0, cursor.find('.'));
    auto cell = cell_of(types[out.size()], word);
    if (!cell) return bad();
    out.push_back(std::move(*cell));
    cursor.remove_prefix(word.size());
  }
  if (out.size() != types.size()) return bad();
  return out;
}

}  // namespace carillon::memory
