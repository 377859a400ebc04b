#include "delivery/proportions.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace carillon::delivery {

namespace {
constexpr double kZ = 1.959963984540054;  // of 95 %
constexpr int kDraws = 20'000;
}  // namespace

Interval score_interval(const Share& share) {
  if (share.of == 0) return {0, 1};
  const auto n = static_cast<double>(share.of);
  const double p = share.value(), z2 = kZ * kZ;
  const double middle = p + z2 / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  const double scale = 1 + z2 / n;
  return {std::max(0.0, (middle - half) / scale), std::min(1.0, (middle + half) / scale)};
}

Interval difference_interval(const Share& a, const Share& b) {
  const Interval of_a = score_interval(a), of_b = score_interval(b);
  const double difference = a.value() - b.value();
  return {difference - std::hypot(a.value() - of_a.low, of_b.high - b.value()),
          difference + std::hypot(of_a.high - a.value(), b.value() - of_b.low)};
}

std::vector<double> chances_of_being_best(std::span<const Share> shares) {
  std::vector<double> out(shares.size());
  if (shares.empty()) return out;
  std::mt19937_64 random(1);
  // A Beta draw is X / (X + Y) of two Gamma draws.
  std::vector<std::gamma_distribution<double>> hits, misses;
  for (const Share& share : shares) {
    hits.emplace_back(1.0 + static_cast<double>(share.hits), 1.0);
    misses.emplace_back(1.0 + static_cast<double>(std::max<std::int64_t>(0, share.of - share.hits)), 1.0);
  }
  for (int draw = 0; draw < kDraws; ++draw) {
    std::size_t best = 0;
    double highest = -1;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double x = hits[i](random), y = misses[i](random);
      const double value = x / (x + y);
      if (value > highest) {
        highest = value;
        best = i;
      }
    }
    out[best] += 1.0 / kDraws;
  }
  return out;
}

}  // namespace carillon::delivery
