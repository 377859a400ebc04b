// Small pieces of vocabulary that every part of the kit shares: names for messages, the signs of
// comparisons, and how a SET is stored (each text between separators, so that membership is one search).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/abi/expr.h>
#include <carillon/value.hpp>

namespace carillon::sql {

inline std::string type_name(std::uint32_t type) {
  constexpr const char* kNames[] = {"?",     "BOOL", "I64",     "F64", "TEXT", "TIME",
                                    "BYTES", "JSON", "DECIMAL", "SET", "DATE"};
  return type < std::size(kNames) ? kNames[type] : "type " + std::to_string(type);
}

std::string_view op_name(std::uint16_t op);

// The UTF-8 character whose code point follows; empty after the last one, or when it is not UTF-8.
std::string next_character(std::string_view character);

inline std::string_view sign_of(std::uint16_t op) {
  switch (op) {
    case CRL_X_EQ:
      return " = ";
    case CRL_X_NE:
      return " <> ";
    case CRL_X_LT:
      return " < ";
    case CRL_X_LE:
      return " <= ";
    case CRL_X_GT:
      return " > ";
    default:
      return " >= ";
  }
}

// Packed as it travels, with one more separator in front; reading drops it again.
inline std::string stored_set(std::string_view packed) { return kSetEnd + std::string(packed); }

// Whether cells of the type carry text.
inline bool holds_text(std::uint32_t type) {
  return type == CRL_T_TEXT || type == CRL_T_BYTES || type == CRL_T_JSON || type == CRL_T_SET;
}

}  // namespace carillon::sql
