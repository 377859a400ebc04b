// How many rows are looked at together, and truths about them as bits.
//
// Value types. Bits beyond the rows of a batch may hold anything; who counts masks them.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace carillon::index {

inline constexpr std::size_t kBatch = 2'048;
inline constexpr std::size_t kWords = kBatch / 64;

using RowId = std::uint32_t;
using Word = std::uint64_t;
using Bits = std::array<Word, kWords>;

inline bool test(const Bits& bits, std::size_t at) { return ((bits[at / 64] >> (at % 64)) & 1) != 0; }
inline void put(Bits& bits, std::size_t at) { bits[at / 64] |= Word{1} << (at % 64); }
inline constexpr std::size_t words_for(std::size_t n) { return (n + 63) / 64; }

// The bits from `begin` to before `end`, as a mask of word `word`.
inline Word span_mask(std::size_t word, std::size_t begin, std::size_t end) {
  const std::size_t first = word * 64;
  Word mask = ~Word{0};
  if (begin > first) mask &= ~Word{0} << (begin - first);
  if (end < first + 64) mask &= (Word{1} << (end - first)) - 1;
  return mask;
}

// Whether one of `n` bits from `begin` is set. REQUIRES: n > 0.
inline bool any_between(const Bits& bits, std::size_t begin, std::size_t n) {
  const std::size_t w = begin / 64;
  const std::size_t shift = begin % 64;
  if (shift + n <= 64) return ((bits[w] >> shift) << (64 - n)) != 0;
  if ((bits[w] >> shift) != 0) return true;
  const std::size_t end = begin + n;
  for (std::size_t k = w + 1; k < end / 64; ++k) {
    if (bits[k] != 0) return true;
  }
  return end % 64 != 0 && (bits[end / 64] << (64 - end % 64)) != 0;
}

inline std::size_t count_between(const Bits& bits, std::size_t begin, std::size_t end) {
  std::size_t n = 0;
  if (begin >= end) return 0;
  for (std::size_t w = begin / 64; w <= (end - 1) / 64; ++w) {
    n += static_cast<std::size_t>(std::popcount(bits[w] & span_mask(w, begin, end)));
  }
  return n;
}

// Rows of a table that are evaluated together: n in a row from `first`, or those of a list.
struct Lane {
  RowId first = 0;
  std::size_t n = 0;
  const RowId* rows = nullptr;  // of a list
  RowId row(std::size_t at) const { return rows != nullptr ? rows[at] : first + static_cast<RowId>(at); }
};

}  // namespace carillon::index
