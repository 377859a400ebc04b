// A store that is written to at random, through the doors that the host writes through.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "ingest/ingest.h"
#include "store/database.h"

namespace carillon::index::testing {

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

const std::vector<std::string>& texts();
const std::vector<std::string>& tags();
const std::vector<std::string>& categories();

class World {
 public:
  World(store::Database& database, Chance& chance, std::uint32_t node);

  // Some new and some known customers; orders for them, some of them corrections or moved to another
  // customer; now and then customers and orders that are deleted.
  void write(std::size_t rows);

  std::int64_t now_us() const { return clock_.now_us(); }

 private:
  ingest::CustomerInput customer();
  ingest::OrderInput order();
  void remove();

  store::Database& database_;
  Chance& chance_;
  ManualClock clock_{1'763'712'000'000'000};
  IdSource ids_;
  ingest::Ingest ingest_;
};

}  // namespace carillon::index::testing
