// Customers and rules by chance, from few enough values that rules meet customers.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/records.h"

namespace carillon::audience::testing {

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  // 0 .. n-1
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937 engine_;
};

// Around `now_us`, on the edges where calendars differ.
std::vector<store::Customer> random_customers(Chance& chance, std::size_t n, std::int64_t now_us);

// A valid rule of at most `depth` groups within each other, over every operator of core and time.
json::value random_rule(Chance& chance, int depth);

}  // namespace carillon::audience::testing
