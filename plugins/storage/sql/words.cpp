#include "words.h"

#include <unicode/utf8.h>

namespace carillon::sql {

std::string_view op_name(std::uint16_t op) {
  constexpr std::string_view kNames[] = {
      "?",           "LIT",          "FIELD", "AND",       "OR",
      "NOT",         "EQ",           "NE",    "LT",        "LE",
      "GT",          "GE",           "IN",    "IS_NULL",   "STARTS_WITH_CI",
      "CONTAINS_CI", "ADD",          "SUB",   "MUL",       "NOW",
      "EQ_CI",       "ENDS_WITH_CI", "HAS",   "DATE_PART", "IN_CI",
      "JSON_PATH"};
  constexpr std::string_view kOver[] = {"EXISTS", "COUNT", "SUM", "MIN", "MAX", "AVG"};
  if (op < std::size(kNames)) return kNames[op];
  if (op >= CRL_X_EXISTS && op <= CRL_X_AVG) return kOver[op - CRL_X_EXISTS];
  return "?";
}

std::string next_character(std::string_view character) {
  std::int32_t width = 0;
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(character.data()), width,
          static_cast<std::int32_t>(character.size()), c);
  if (c < 0 || c == 0x10FFFF) return {};
  c = c == 0xD7FF ? 0xE000 : c + 1;  // surrogates are no characters
  char bytes[4];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace carillon::sql
