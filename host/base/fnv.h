// FNV-1a, 64 bits: numbers for names that every host must agree on. For nobody who wants to be unguessable.
#pragma once

#include <cstdint>
#include <string_view>

namespace carillon {

constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  return hash;
}

}  // namespace carillon
