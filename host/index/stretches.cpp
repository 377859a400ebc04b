#include "index/stretches.h"

namespace carillon::index {

bool stretches_of(const std::int64_t* firsts, const std::int64_t* counts, std::size_t n,
                  std::vector<Stretch>& out) {
  constexpr std::size_t kMost = kBatch / 16;
  out.clear();
  std::size_t bit = 0;
  for (std::size_t i = 0; i < n;) {
    if (counts[i] == 0) {
      ++i;
      continue;
    }
    if (out.size() == kMost) return false;
    const std::size_t owner = i;
    std::int64_t next = firsts[i];
    for (; i < n && (counts[i] == 0 || firsts[i] == next); ++i) next += counts[i];
    const auto rows = static_cast<std::size_t>(next - firsts[owner]);
    out.push_back({owner, i - owner, static_cast<RowId>(firsts[owner]), rows, bit});
    bit += words_for(rows) * 64;
  }
  return true;
}

}  // namespace carillon::index
