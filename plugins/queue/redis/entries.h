// Entries of streams as the server tells them: [id, [name, value, ...]].
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

#include "connection.h"

namespace carillon::redis {

// The value of a field; empty when the entry lacks it.
inline std::string_view field_of(const redisReply* entry, std::string_view name) {
  const auto parts = items_of(entry);
  if (parts.size() < 2) return {};
  const auto fields = items_of(parts[1]);
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (text_of(fields[i]) == name) return text_of(fields[i + 1]);
  }
  return {};
}

inline std::string_view id_of(const redisReply* entry) {
  const auto parts = items_of(entry);
  return parts.empty() ? std::string_view{} : text_of(parts[0]);
}

inline std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// When an entry was added: its id begins with the server's clock in milliseconds.
inline std::int64_t added_us(std::string_view id) { return number_of(id) * 1'000; }

}  // namespace carillon::redis
