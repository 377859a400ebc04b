#include "index/count.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <mutex>

#include "index/kernels.h"
#include "index/runner.h"

namespace carillon::index {

namespace {

constexpr std::size_t kBatchesAtOnce = 24;

struct Part {
  std::vector<std::int64_t> counts;
  std::vector<Id> sample;
};

// The ids that bits select. Of the rows in the order of ids no more than `most` are needed, of later ones
// all.
void pick(const Bits& bits, RowId first, std::size_t words, const People& people, std::size_t most,
          std::vector<Id>& out) {
  for (std::size_t w = 0; w < words; ++w) {
    for (Word left = bits[w]; left != 0; left &= left - 1) {
      const auto row = first + static_cast<RowId>(w * 64) + static_cast<RowId>(std::countr_zero(left));
      if (row < people.sorted() && out.size() >= most)
        continue;  // a later one of this batch may be a lesser id
      out.push_back(people.id_of(row));
    }
  }
}

void add(Runner& runner, const People& people, RowId first, std::size_t n, std::size_t sample, Part& part) {
  runner.run(first, n, people.version_of(first / kBatch));
  const std::size_t words = words_for(n);
  for (std::size_t q = 0; q < part.counts.size(); ++q) {
    Bits chosen = runner.answer(q);
    part.counts[q] +=
        static_cast<std::int64_t>(keep_and_count(chosen, people.alive().data() + first / 64, words));
    const bool is_late = first + n > people.sorted();
    if (q == 0 && (part.sample.size() < sample || is_late)) {
      pick(chosen, first, words, people, sample, part.sample);
    }
  }
}

}  // namespace

Index::Answer count(const Program& program, const People& people, std::size_t sample, Crew& crew,
                    Recall& recall, std::size_t budget) {
  const std::size_t rows = people.table.size;
  const std::size_t batches = (rows + kBatch - 1) / kBatch;
  const std::size_t pieces = (batches + kBatchesAtOnce - 1) / kBatchesAtOnce;
  std::vector<Recollection> recollections;
  for (Leaf& leaf : leaves_of(program)) {
    auto known = recall.of(leaf, batches, budget);
    if (known) recollections.push_back({std::move(leaf), std::move(known)});
  }
  std::vector<Part> parts(pieces);
  std::mutex mutex;
  std::vector<Runner> idle;
  crew.run(pieces, [&](std::size_t piece) {
    std::unique_lock lock(mutex);
    auto runner = idle.empty() ? Runner(program, recollections) : std::move(idle.back());
    if (!idle.empty()) idle.pop_back();
    lock.unlock();
    Part& part = parts[piece];
    part.counts.assign(program.roots.size(), 0);
    const std::size_t end = std::min(batches, (piece + 1) * kBatchesAtOnce);
    for (std::size_t b = piece * kBatchesAtOnce; b < end; ++b) {
      add(runner, people, static_cast<RowId>(b * kBatch), std::min(kBatch, rows - b * kBatch), sample, part);
    }
    lock.lock();
    idle.push_back(std::move(runner));
  });
  Index::Answer out;
  out.total = static_cast<std::int64_t>(people.alive_count());
  out.counts.assign(program.roots.size(), 0);
  for (const Part& part : parts) {
    for (std::size_t q = 0; q < out.counts.size(); ++q) out.counts[q] += part.counts[q];
    out.sample.insert(out.sample.end(), part.sample.begin(), part.sample.end());
  }
  std::sort(out.sample.begin(), out.sample.end());
  if (out.sample.size() > sample) out.sample.resize(sample);
  return out;
}

}  // namespace carillon::index
