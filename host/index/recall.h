// What conditions said of customers before, so that who edits one leaf of a rule waits for that leaf alone;
// and what relations came to (the last order, a sum), so that he does not wait for the orders while he edits
// the number that it is compared with.
//
// Kept by batch of customers. It is good while nothing of the batch was written (People::version_of), and a
// moment that times are compared with may move ("within 90 days" does from question to question) as long as
// it passes no time of the batch.
// Thread safety: all calls from any thread while nobody writes to the tables; forget() by who writes them.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/program.h"

namespace carillon::index {

// A step that compares times with a moment: it holds from `least` on, or before it.
struct Site {
  std::uint32_t scope, step;
  std::int64_t least;
};

// A step of the first scope that is worth remembering. Equal ones have equal keys, but for their moments.
struct Leaf {
  std::uint32_t step;
  std::string key;
  std::vector<Site> sites;
  bool is_value = false;  // and no truth
};

std::vector<Leaf> leaves_of(const Program& program);

// Of a comparison with a constant: the least number for which it says something else than for smaller ones.
std::optional<std::int64_t> least_of(const Step& step);

// The moments below < m <= upto, between which no time lies.
struct Gap {
  std::int64_t below = std::numeric_limits<std::int64_t>::min();
  std::int64_t upto = std::numeric_limits<std::int64_t>::max();
};

// What a leaf says of a batch.
using Numbers = std::array<std::int64_t, kBatch>;
struct Said {
  Bits bits{};                             // a truth, or of which rows a value is missing
  std::shared_ptr<const Numbers> numbers;  // of a value
};

// Of one leaf.
class Remembered {
 public:
  Remembered(std::size_t batches, const Leaf& leaf);

  // False: nothing that is good for this version and these moments. `gaps`: those of the leaf's sites.
  bool get(std::size_t batch, std::uint64_t version, const Leaf& leaf, Said& out,
           std::vector<Gap>& gaps) const;
  // REQUIRES: version > 0.
  void put(std::size_t batch, std::uint64_t version, std::span<const Gap> gaps, Said said);

 private:
  friend class Recall;
  std::size_t bytes() const;
  void grow(std::size_t batches);
  std::mutex& mutex_of(std::size_t batch) const { return mutexes_[batch % mutexes_.size()]; }

  const std::size_t n_sites_;
  const bool is_value_;
  std::vector<Said> said_;
  std::vector<std::uint64_t> versions_;  // 0: nothing yet
  std::vector<Gap> gaps_;
  mutable std::array<std::mutex, 16> mutexes_;  // of what stands above, by batch
};

class Recall {
 public:
  // What is known of a leaf, which may be nothing. Forgets others that were asked for longest ago, so that
  // all need no more than `budget` bytes; nullptr where that cannot be.
  std::shared_ptr<Remembered> of(const Leaf& leaf, std::size_t batches, std::size_t budget);
  // Columns were replaced.
  void forget();
  std::size_t bytes() const;

 private:
  struct Entry {
    std::shared_ptr<Remembered> remembered;
    std::list<const std::string*>::iterator place;
  };
  void forget_last();

  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // guarded by mutex_, as all below
  std::list<const std::string*> order_;   // keys, the one asked for last in front
  std::size_t bytes_ = 0;
};

}  // namespace carillon::index
