// How sure a difference between shares is. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace carillon::delivery {

struct Share {
  std::int64_t hits = 0, of = 0;
  double value() const { return of == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(of); }
};

struct Interval {
  double low = 0, high = 0;
};

// Wilson's score interval of a share, 95 %.
Interval score_interval(const Share& share);

// Of a.value() - b.value(), 95 %: Newcombe's hybrid score interval (R. G. Newcombe, Interval estimation for
// the difference between independent proportions, Statistics in Medicine 17, 1998, method 10), which keeps
// its promise also for small groups and shares near 0.
Interval difference_interval(const Share& a, const Share& b);

// For each share the probability that it is the highest: by draws from Beta(1 + hits, 1 + misses). The same
// for the same shares. Adds up to 1.
std::vector<double> chances_of_being_best(std::span<const Share> shares);

}  // namespace carillon::delivery
