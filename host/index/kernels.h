// The inner loops: numbers of a batch into bits.
#pragma once

#include <cstdint>
#include <cstring>

#include "index/batch.h"

namespace carillon::index {

// Bit i is holds(i), for i < n.
template <class Holds>
[[gnu::always_inline]] inline void pack(std::size_t n, Bits& out, Holds holds) {
  std::size_t w = 0;
  for (; (w + 1) * 64 <= n; ++w) {
    std::uint8_t truths[64];
    for (std::size_t i = 0; i < 64; ++i) truths[i] = holds(w * 64 + i) ? 1 : 0;
    Word bits = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      // Gathers the lowest bit of each of eight bytes in the highest byte of the product.
      constexpr Word kGather = 0x0102'0408'1020'4080;
      Word eight;
      std::memcpy(&eight, truths + k * 8, 8);
      bits |= ((eight * kGather) >> 56) << (k * 8);
    }
    out[w] = bits;
  }
  if (w * 64 == n) return;
  Word bits = 0;
  for (std::size_t i = w * 64; i < n; ++i) bits |= static_cast<Word>(holds(i) ? 1 : 0) << (i % 64);
  out[w] = bits;
}

// Bit i is whether value i is at least `moment`, and the gap around it is narrowed. `sketch` tells where most
// values are; `own`: the sketch of the moment, in whose bucket the others are compared themselves.
struct Moment {
  std::int64_t moment;
  std::int16_t own;
};
void since(const std::int16_t* sketch, const std::int64_t* values, const Moment& moment, std::size_t n,
           std::int64_t& below, std::int64_t& upto, Bits& out);

// The greatest value below `number` and the least from it on, where they are nearer than what is told.
void narrow_gap(const std::int64_t* values, std::int64_t number, std::size_t n, std::int64_t& below,
                std::int64_t& upto);

// Of the first words, keeps in `bits` what is in `mask`, and answers how many are left.
std::size_t keep_and_count(Bits& bits, const Word* mask, std::size_t words);

// How many bits are set in each of `n` runs of bits that follow each other, `lengths` of them long. `before`
// has room for a number more than there are words; the word behind the last run is readable.
void count_runs(const Word* bits, const std::int64_t* lengths, std::size_t n, std::uint32_t* before,
                std::int64_t* out);
void count_runs(const Word* bits, const std::int8_t* lengths, std::size_t n, std::uint32_t* before,
                std::int64_t* out);

// Of runs of bits as above, the value that stands at the first bit that is set in each, or the last; `found`
// of those without one is 0, and what stands in `out` has no meaning. The word behind the last run is
// readable.
enum class End { kFirst, kLast };
void value_at_end(End end, const Word* bits, const std::int64_t* lengths, std::size_t n,
                  const std::int64_t* values, std::int64_t* out, std::uint8_t* found);
void value_at_end(End end, const Word* bits, const std::int8_t* lengths, std::size_t n,
                  const std::int64_t* values, std::int64_t* out, std::uint8_t* found);

// before[i]: the sum of the values before row i whose bits are set; `rows` + 1 of them.
void sums_before(const Word* bits, const std::int8_t* values, std::size_t rows, std::int64_t* before);
void sums_before(const Word* bits, const std::int16_t* values, std::size_t rows, std::int64_t* before);
void sums_before(const Word* bits, const std::int32_t* values, std::size_t rows, std::int64_t* before);

// Whether each of `n` runs begins where the one before it ends.
bool in_a_row(const std::int32_t* firsts, const std::int8_t* counts, std::size_t n);

// Values against one number by a CRL_X_* comparison.
void compare_to(std::uint16_t op, const std::int64_t* values, std::int64_t number, std::size_t n, Bits& out);
void compare_to(std::uint16_t op, const std::int32_t* values, std::int32_t number, std::size_t n, Bits& out);
void compare_to(std::uint16_t op, const std::int16_t* values, std::int16_t number, std::size_t n, Bits& out);
void compare_to(std::uint16_t op, const std::int8_t* values, std::int8_t number, std::size_t n, Bits& out);
void compare_to(std::uint16_t op, const double* values, double number, std::size_t n, Bits& out);

}  // namespace carillon::index
