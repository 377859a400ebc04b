// What the simulated vendor does with a message, drawn from the message itself.
//
// Every draw is a pure function of (seed, idempotency key, question), so that the same messages meet the same
// fate in any order, on any number of threads and in every run. Only a temporary failure also depends on the
// attempt, or a repeat could never succeed.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace carillon::sim {

// A good mixer of 64 bits (the finaliser of splitmix64).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

inline std::uint64_t hash_key(std::uint64_t seed, std::string_view key) {
  std::uint64_t h = mix(seed ^ mix(key.size()));
  while (key.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, key.data(), 8);
    h = mix(h ^ word);
    key.remove_prefix(8);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, key.data(), key.size());
  return mix(h ^ rest);
}

enum class Question : std::uint64_t {
  kTemporary = 1,
  kDelivered,
  kReason,
  kLatency,
  kReceiptDelay,
  kDuplicate,
  kLate,
  kReordered,
  kLost,
  kOpened,
  kClicked,
  kPermanent,
  kHang,
  kThrow,
  kTwice,
  kGarbage,
  kTail,
};

class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view key) : hash_(hash_key(seed, key)) {}
  explicit Dice(std::uint64_t hash) : hash_(hash) {}

  std::uint64_t hash() const { return hash_; }
  std::uint64_t bits(Question q, std::uint64_t again = 0) const {
    return mix(hash_ ^ mix(static_cast<std::uint64_t>(q) * 0x10001u + again));
  }
  // True for this share of all keys.
  bool roll(Question q, double rate, std::uint64_t again = 0) const {
    return static_cast<double>(bits(q, again) >> 11) * 0x1p-53 < rate;
  }
  // Even between both ends.
  std::int64_t between(Question q, std::int64_t low, std::int64_t high) const {
    return high <= low
               ? low
               : low + static_cast<std::int64_t>(bits(q) % static_cast<std::uint64_t>(high - low + 1));
  }
  // Half below the middle between both ends, one of a hundred beyond three times that, none beyond twenty.
  std::int64_t long_tailed(Question q, std::int64_t low, std::int64_t high) const {
    double sum = 0;  // of twelve even draws: near enough to a normal distribution
    for (std::uint64_t i = 0; i < 12; ++i)
      sum +=
          static_cast<double>(bits(Question::kTail, i + 16 * static_cast<std::uint64_t>(q)) >> 11) * 0x1p-53;
    return low + static_cast<std::int64_t>(static_cast<double>(high - low) / 2 * std::exp(0.5 * (sum - 6)));
  }

 private:
  std::uint64_t hash_;
};

}  // namespace carillon::sim
