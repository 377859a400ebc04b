// The keys that the vendor has accepted, so that a second send under one key is seen.
//
// Keeps 64-bit hashes in two generations: when the younger is full the older one is forgotten, so memory is
// bounded and the last `capacity` keys at least are always known. For one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace carillon::sim {

class AcceptedKeys {
 public:
  explicit AcceptedKeys(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 16)) {}

  // True when the key is new. A key that is known moves to the younger generation.
  bool insert(std::uint64_t hash) {
    hash = std::max<std::uint64_t>(hash, 1);  // 0 marks an empty place
    if (young_.has(hash)) return false;
    const bool known = old_.has(hash);
    if (young_.size() >= capacity_) old_ = std::exchange(young_, {});
    young_.add(hash);
    return !known;
  }

 private:
  class Table {
   public:
    std::size_t size() const { return size_; }
    bool has(std::uint64_t hash) const { return !places_.empty() && places_[place_of(hash)] == hash; }
    void add(std::uint64_t hash) {
      if (places_.size() < 2 * (size_ + 1)) grow();
      places_[place_of(hash)] = hash;
      ++size_;
    }

   private:
    // Where the hash is, or the empty place where it would go.
    std::size_t place_of(std::uint64_t hash) const {
      std::size_t at = hash & (places_.size() - 1);
      while (places_[at] != 0 && places_[at] != hash) at = (at + 1) & (places_.size() - 1);
      return at;
    }
    void grow() {
      const auto before =
          std::exchange(places_, std::vector<std::uint64_t>(std::max<std::size_t>(64, places_.size() * 2)));
      for (const auto hash : before) {
        if (hash != 0) places_[place_of(hash)] = hash;
      }
    }
    std::vector<std::uint64_t> places_;  // a power of two, at most half full
    std::size_t size_ = 0;
  };

  std::size_t capacity_;
  Table young_, old_;
};

}  // namespace carillon::sim
