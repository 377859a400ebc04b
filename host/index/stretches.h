// The rows of a relation as they lie in memory: runs of neighbours that stand one behind the other.
//
// After a load all runs do; each customer whose orders became more since then stands elsewhere. Pure
// functions.
#pragma once

#include <cstdint>
#include <vector>

#include "index/batch.h"

namespace carillon::index {

// Rows in a row that belong to `n` owners from `owner`; what is said of them stands from bit `bit` on, which
// is the first of a word.
struct Stretch {
  std::size_t owner, n;
  RowId first;
  std::size_t rows, bit;
};

// False: they are too many to be worth it. Owners in no stretch have no rows.
bool stretches_of(const std::int64_t* firsts, const std::int64_t* counts, std::size_t n,
                  std::vector<Stretch>& out);

}  // namespace carillon::index
