// A column of whole numbers, some of them missing, in as few bytes each as the largest of them needs.
//
// Of times there may be a sketch beside the numbers: 16 bits of each that keep their order, so that most can
// be compared with a moment without a look at the number itself.
//
// Widens when a larger number comes, so a write may move all of the column. Not thread-safe while written.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "index/batch.h"

namespace carillon::index {

class Ints {
 public:
  std::size_t size() const { return size_; }
  void reserve(std::size_t n) { bytes_.reserve(n * static_cast<std::size_t>(width_)); }
  void push(std::int64_t value);
  void push_missing();
  void set(RowId row, std::int64_t value);
  void set_missing(RowId row);
  // Rows that are new are missing.
  void resize(std::size_t n);
  // Makes a sketch of the numbers, and keeps it from then on.
  void sketch();
  // By row; nullptr without one.
  const std::int16_t* sketched() const { return sketch_.empty() ? nullptr : sketch_.data(); }
  std::int16_t sketch_of(std::int64_t value) const;
  // No number has a greater sketch.
  std::int16_t greatest_sketch() const { return greatest_; }
  // The numbers first <= n <= last that have this sketch.
  struct Ends {
    std::int64_t first, last;
  };
  Ends ends_of(std::int16_t sketch) const;
  // The rows of a list, in its order; a sketch is left behind.
  Ints permuted(const std::vector<RowId>& rows) const;
  // Rows of other columns, each at its place; with codes, a number is the code that stands at it.
  struct Placed {
    const Ints* values;
    std::span<const RowId> places;
    std::span<const std::int64_t> codes;  // empty: none
  };
  // REQUIRES: the places are those from 0 to before n, each once.
  static Ints placed(std::span<const Placed> from, std::size_t n);
  // Gives up what is beyond the last row.
  void shrink() {
    bytes_.shrink_to_fit();
    missing_.shrink_to_fit();
    sketch_.shrink_to_fit();
  }

  std::int64_t at(RowId row) const;
  bool missing(RowId row) const { return !missing_.empty() && ((missing_[row / 64] >> (row % 64)) & 1) != 0; }
  bool any_missing() const { return !missing_.empty(); }
  int width() const { return width_; }
  const std::uint8_t* raw() const { return bytes_.data(); }

  // The numbers of a lane, in `room` or where they lie; what stands at missing ones has no meaning.
  const std::int64_t* read(const Lane& lane, std::int64_t* room) const;
  void read_missing(const Lane& lane, Bits& out) const;

  std::size_t bytes() const {
    return bytes_.capacity() + missing_.capacity() * sizeof(Word) + sketch_.capacity() * sizeof(std::int16_t);
  }

 private:
  void widen(int width);
  void mark(RowId row, bool missing);

  int width_ = 1;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> bytes_;
  std::vector<Word> missing_;  // empty: none is
  // In the sketch a number is how many times 2^shift_ it is beyond base_.
  std::vector<std::int16_t> sketch_;  // empty: none
  std::int64_t base_ = 0;
  unsigned shift_ = 0;
  std::int16_t greatest_ = 0;
};

}  // namespace carillon::index
