// Asks a program of batches of customers. One for each thread; it keeps its room from batch to batch.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/recall.h"

namespace carillon::index {

// What was said of a leaf of the program before.
struct Recollection {
  Leaf leaf;
  std::shared_ptr<Remembered> known;
};

class Runner {
 public:
  // `program`, its tables and `recollections` outlive this.
  Runner(const Program& program, std::span<const Recollection> recollections);
  ~Runner();
  Runner(Runner&&) noexcept;

  // Looks at customers first .. first + n - 1, which are the batch first / kBatch in this version.
  void run(RowId first, std::size_t n, std::uint64_t version);
  // Of the batch looked at last, whom question `i` selects.
  const Bits& answer(std::size_t i) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::index
