// The different texts of a column, each with a number from 1 on, and with its folded form.
//
// A text that no row has any more keeps its number. Not thread-safe while written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::index {

class Dictionary {
 public:
  // The number of a text, made when it is new.
  std::uint32_t intern(std::string_view text);

  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  // REQUIRES: 1 <= code <= size().
  std::string_view text(std::uint32_t code) const {
    const Entry& e = entries_[code - 1];
    return std::string_view(pool_).substr(e.at, e.length);
  }
  std::string_view folded(std::uint32_t code) const {
    const Entry& e = entries_[code - 1];
    return std::string_view(pool_).substr(e.folded_at, e.folded_length);
  }
  std::size_t bytes() const {
    return pool_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  struct Entry {
    std::uint64_t at, folded_at;
    std::uint32_t length, folded_length;
  };
  std::size_t slot_of(std::string_view text) const;
  void grow();

  std::string pool_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // codes by hash, 0: free; a power of two, at most 2/3 full
};

}  // namespace carillon::index
