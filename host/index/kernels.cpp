#include "index/kernels.h"

#include <carillon/abi/expr.h>

// Compiled twice where the processor may have wider registers, and chosen when the program starts. Sanitizers
// begin to look later than that choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__SANITIZE_ADDRESS__)
#define CARILLON_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define CARILLON_WIDE
#endif

namespace carillon::index {

namespace {

template <class T>
[[gnu::always_inline]] inline void compare(std::uint16_t op, const T* values, T number, std::size_t n,
                                           Bits& out) {
  switch (op) {
    case CRL_X_EQ:
      return pack(n, out, [=](std::size_t i) { return values[i] == number; });
    case CRL_X_NE:
      return pack(n, out, [=](std::size_t i) { return values[i] != number; });
    case CRL_X_LT:
      return pack(n, out, [=](std::size_t i) { return values[i] < number; });
    case CRL_X_LE:
      return pack(n, out, [=](std::size_t i) { return values[i] <= number; });
    case CRL_X_GT:
      return pack(n, out, [=](std::size_t i) { return values[i] > number; });
    default:
      return pack(n, out, [=](std::size_t i) { return values[i] >= number; });
  }
}

template <class T>
[[gnu::always_inline]] inline void count_each(const Word* bits, const T* lengths, std::size_t n,
                                              std::uint32_t* before, std::int64_t* out) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < n; ++i) length += static_cast<std::size_t>(lengths[i]);
  std::uint32_t so_far = 0;
  for (std::size_t w = 0; w <= length / 64; ++w) {
    before[w] = so_far;
    so_far += static_cast<std::uint32_t>(__builtin_popcountll(bits[w]));
  }
  std::size_t end = 0;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < n; ++i) {
    end += static_cast<std::size_t>(lengths[i]);
    const Word left = bits[end / 64] & ((Word{1} << (end % 64)) - 1);
    const std::int64_t upto = before[end / 64] + std::int64_t{__builtin_popcountll(left)};
    out[i] = upto - last;
    last = upto;
  }
}

template <bool kLast, class T>
[[gnu::always_inline]] inline void value_at(const Word* bits, const T* lengths, std::size_t n,
                                            const std::int64_t* values, std::int64_t* out,
                                            std::uint8_t* found) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto length = static_cast<std::size_t>(lengths[i]);
    std::size_t at = 0;
    bool any = false;
    if (length <= 64) {
      const std::size_t shift = begin % 64;
      Word window = (bits[begin / 64] >> shift) | ((bits[begin / 64 + 1] << 1) << (63 - shift));
      window &= length == 64 ? ~Word{0} : (Word{1} << length) - 1;
      any = window != 0;
      const Word one = any ? window : 1;
      at = static_cast<std::size_t>(kLast ? 63 - __builtin_clzll(one) : __builtin_ctzll(one));
    } else {
      for (std::size_t k = 0; k < length && (kLast || !any); ++k) {
        if (((bits[(begin + k) / 64] >> ((begin + k) % 64)) & 1) == 0) continue;
        any = true;
        at = k;
      }
    }
    out[i] = values[any ? begin + at : 0];
    found[i] = any ? 1 : 0;
    begin += length;
  }
}

template <class T>
[[gnu::always_inline]] inline void sum_before(const Word* bits, const T* values, std::size_t rows,
                                              std::int64_t* before) {
  std::int64_t sum = 0;
  for (std::size_t from = 0; from < rows; from += 64) {
    const Word word = bits[from / 64];
    const std::size_t n = rows - from < 64 ? rows - from : 64;
    std::int64_t chosen[64];
    for (std::size_t i = 0; i < n; ++i) {
      chosen[i] = values[from + i] & -static_cast<std::int64_t>((word >> i) & 1);
    }
    for (std::size_t i = 0; i < n; ++i) {
      before[from + i] = sum;
      sum += chosen[i];
    }
  }
  before[rows] = sum;
}

}  // namespace

CARILLON_WIDE void compare_to(std::uint16_t op, const std::int64_t* values, std::int64_t number,
                              std::size_t n, Bits& out) {
  compare(op, values, number, n, out);
}
CARILLON_WIDE void compare_to(std::uint16_t op, const std::int32_t* values, std::int32_t number,
                              std::size_t n, Bits& out) {
  compare(op, values, number, n, out);
}
CARILLON_WIDE void compare_to(std::uint16_t op, const std::int16_t* values, std::int16_t number,
                              std::size_t n, Bits& out) {
  compare(op, values, number, n, out);
}
CARILLON_WIDE void compare_to(std::uint16_t op, const std::int8_t* values, std::int8_t number, std::size_t n,
                              Bits& out) {
  compare(op, values, number, n, out);
}
CARILLON_WIDE void compare_to(std::uint16_t op, const double* values, double number, std::size_t n,
                              Bits& out) {
  compare(op, values, number, n, out);
}

CARILLON_WIDE std::size_t keep_and_count(Bits& bits, const Word* mask, std::size_t words) {
  std::size_t n = 0;
  for (std::size_t w = 0; w < words; ++w) {
    bits[w] &= mask[w];
    n += static_cast<std::size_t>(__builtin_popcountll(bits[w]));
  }
  return n;
}

CARILLON_WIDE void count_runs(const Word* bits, const std::int64_t* lengths, std::size_t n,
                              std::uint32_t* before, std::int64_t* out) {
  count_each(bits, lengths, n, before, out);
}
CARILLON_WIDE void count_runs(const Word* bits, const std::int8_t* lengths, std::size_t n,
                              std::uint32_t* before, std::int64_t* out) {
  count_each(bits, lengths, n, before, out);
}

CARILLON_WIDE void value_at_end(End end, const Word* bits, const std::int64_t* lengths, std::size_t n,
                                const std::int64_t* values, std::int64_t* out, std::uint8_t* found) {
  if (end == End::kLast) return value_at<true>(bits, lengths, n, values, out, found);
  value_at<false>(bits, lengths, n, values, out, found);
}
CARILLON_WIDE void value_at_end(End end, const Word* bits, const std::int8_t* lengths, std::size_t n,
                                const std::int64_t* values, std::int64_t* out, std::uint8_t* found) {
  if (end == End::kLast) return value_at<true>(bits, lengths, n, values, out, found);
  value_at<false>(bits, lengths, n, values, out, found);
}

CARILLON_WIDE void sums_before(const Word* bits, const std::int8_t* values, std::size_t rows,
                               std::int64_t* before) {
  sum_before(bits, values, rows, before);
}
CARILLON_WIDE void sums_before(const Word* bits, const std::int16_t* values, std::size_t rows,
                               std::int64_t* before) {
  sum_before(bits, values, rows, before);
}
CARILLON_WIDE void sums_before(const Word* bits, const std::int32_t* values, std::size_t rows,
                               std::int64_t* before) {
  sum_before(bits, values, rows, before);
}

CARILLON_WIDE bool in_a_row(const std::int32_t* firsts, const std::int8_t* counts, std::size_t n) {
  std::int32_t bent = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) bent |= (firsts[i] + counts[i]) ^ firsts[i + 1];
  return bent == 0;
}

CARILLON_WIDE void since(const std::int16_t* sketch, const std::int64_t* values, const Moment& moment,
                         std::size_t n, std::int64_t& below, std::int64_t& upto, Bits& out) {
  compare(CRL_X_GT, sketch, moment.own, n, out);
  Bits close;
  compare(CRL_X_EQ, sketch, moment.own, n, close);
  for (std::size_t w = 0; w < words_for(n); ++w) {
    for (Word left = close[w]; left != 0; left &= left - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(left));
      const std::int64_t value = values[w * 64 + bit];
      if (value >= moment.moment) {
        out[w] |= Word{1} << bit;
        upto = value < upto ? value : upto;
      } else {
        below = value > below ? value : below;
      }
    }
  }
}

// Four at a time, since the compiler does not find the least and the greatest of 64 bits so by itself.
CARILLON_WIDE void narrow_gap(const std::int64_t* values, std::int64_t number, std::size_t n,
                              std::int64_t& below, std::int64_t& upto) {
  typedef std::int64_t Four __attribute__((vector_size(32)));
  const Four numbers = Four{} + number;
  Four most = Four{} + below;
  Four least = Four{} + upto;
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    Four value;
    std::memcpy(&value, values + i, sizeof value);
    const Four lower = value < numbers ? value : most;
    const Four upper = value < numbers ? least : value;
    most = lower > most ? lower : most;
    least = upper < least ? upper : least;
  }
  for (std::size_t k = 0; k < 4; ++k) {
    below = most[k] > below ? most[k] : below;
    upto = least[k] < upto ? least[k] : upto;
  }
  for (; i < n; ++i) {
    if (values[i] < number) {
      below = values[i] > below ? values[i] : below;
    } else {
      upto = values[i] < upto ? values[i] : upto;
    }
  }
}

}  // namespace carillon::index
